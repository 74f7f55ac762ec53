// rows: {id, kind, properties, keys}. Properties that are no longer given are taken away.
UNWIND $rows AS row
MERGE (n:Entity {id: row.id})
SET n = row.properties, n.revision = $revision
SET n:$(row.kind)
MERGE (k:SearchKeys {id: row.id})
SET k.keys = row.keys
