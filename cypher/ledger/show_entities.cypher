// rows: {id, properties, keys}. The record is unchanged: only what merged entities add changes.
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
WITH n, row, n.revision AS revision
SET n = row.properties, n.revision = revision
MERGE (k:SearchKeys {id: row.id})
SET k += row.keys
