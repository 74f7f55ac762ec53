// rows: {id, kind, into}
UNWIND $rows AS row
MATCH (n:Entity|Merged {id: row.id})
SET n:Merged, n.into = row.into
REMOVE n:Entity:$(row.kind)
