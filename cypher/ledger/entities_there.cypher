// Which of the ids there are; into is that of the entity that one was merged into.
UNWIND $ids AS id
MATCH (n:Entity|Merged {id: id})
RETURN id, n.into AS into
