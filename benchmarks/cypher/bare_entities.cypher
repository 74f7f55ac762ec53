// rows: as of entity_row in graph/store/mapping.py
UNWIND $rows AS row
CREATE (n:Entity:$(row.kind))
SET n = row.properties, n.revision = 1
CREATE (k:SearchKeys {id: row.id})
SET k += row.keys
