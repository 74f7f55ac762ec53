// rows: {id, kind}
UNWIND $rows AS row
MATCH (n:Merged {id: row.id})
SET n:Entity:$(row.kind)
REMOVE n:Merged, n.into
