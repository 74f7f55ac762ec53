// rows: {id, subject, object}. Merged entities are not subjects any more.
UNWIND $rows AS row
UNWIND [row.subject, row.object] AS end
MATCH (s:Statement|Corrected {id: row.id})
MATCH (e:Entity {id: end})
MERGE (s)-[:ABOUT]->(e)
