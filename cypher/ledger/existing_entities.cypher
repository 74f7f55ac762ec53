// Includes merged entities. into: their canonical id.
UNWIND $ids AS id
MATCH (n:Entity|Merged {id: id})
RETURN id, properties(n) AS properties, n.into AS into
