// rows: {id, properties, keys}. Properties that are missing in the row are removed.
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n = row.properties, n.revision = $revision
MERGE (k:SearchKeys {id: row.id})
SET k += row.keys
