// rows: {id, kind, properties, keys}. None of them is in the graph.
UNWIND $rows AS row
CREATE (n:Entity:$(row.kind))
SET n = row.properties, n.revision = $revision
CREATE (k:SearchKeys {id: row.id})
SET k += row.keys
