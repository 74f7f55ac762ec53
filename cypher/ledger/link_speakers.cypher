// rows: {id, said_by}
UNWIND $rows AS row
MATCH (s:Statement|Corrected {id: row.id})
MATCH (who:Entity {id: row.said_by})
MERGE (s)-[r:MADE_BY]->(who)
ON CREATE SET r.valid_from = date('0001-01-01'), r.valid_to = date('9999-12-31'),
  r.known_from = s.known_from, r.known_to = datetime('9999-12-31T00:00:00Z')
RETURN count(s) AS written
