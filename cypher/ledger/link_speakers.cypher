// rows: {id, said_by}
UNWIND $rows AS row
MATCH (s:Statement|Corrected {id: row.id})
MATCH (who:Entity {id: row.said_by})
MERGE (s)-[:MADE_BY]->(who)
RETURN count(s) AS written
