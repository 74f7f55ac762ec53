// Nodes of a script. Each row has the id, the kind and the properties.
UNWIND $rows AS row
MERGE (n:Entity {id: row.id})
SET n:$(row.kind), n += row.properties
