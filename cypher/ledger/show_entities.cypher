// rows: {id, properties, keys}. What the record says stays: only what it has from others changes.
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
WITH n, row, n.revision AS revision
SET n = row.properties, n.revision = revision
MERGE (k:SearchKeys {id: row.id})
SET k.keys = row.keys
