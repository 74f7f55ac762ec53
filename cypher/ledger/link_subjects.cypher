// rows: {id, subject, object}. What was merged into another is no subject any more.
UNWIND $rows AS row
UNWIND [row.subject, row.object] AS end
MATCH (s:Statement|Corrected {id: row.id})
MATCH (e:Entity {id: end})
MERGE (s)-[:ABOUT]->(e)
