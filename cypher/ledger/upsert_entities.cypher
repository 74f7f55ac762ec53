// rows: {id, kind, properties, keys}. Properties that are missing in the row are removed.
UNWIND $rows AS row
MERGE (n:Entity {id: row.id})
SET n = row.properties, n.revision = $revision
SET n:$(row.kind)
MERGE (k:SearchKeys {id: row.id})
SET k.keys = row.keys
