UNWIND $ids AS id
MATCH (s:Statement {id: id})
RETURN id
