// Also those that were merged into another: into is its id then.
UNWIND $ids AS id
MATCH (n:Entity|Merged {id: id})
RETURN id, properties(n) AS properties, n.into AS into
