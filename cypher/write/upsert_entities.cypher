// rows: {id, kind, properties}. Properties that are no longer given are taken away.
UNWIND $rows AS row
MERGE (n:Entity {id: row.id})
SET n = row.properties, n.revision = $revision
SET n:$(row.kind)
