UNWIND $ids AS id
MATCH (n:Entity {id: id})
RETURN id, properties(n) AS properties
