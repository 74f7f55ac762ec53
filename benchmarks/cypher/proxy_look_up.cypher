MATCH (n:Measured {id: $id})
RETURN n.name AS name
