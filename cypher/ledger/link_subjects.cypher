// rows: {id, subject, object}. Merged entities are not subjects any more.
UNWIND $rows AS row
UNWIND [row.subject, row.object] AS end
MATCH (s:Statement|Corrected {id: row.id})
MATCH (e:Entity {id: end})
MERGE (s)-[r:ABOUT]->(e)
ON CREATE SET r.valid_from = date('0001-01-01'), r.valid_to = date('9999-12-31'),
  r.known_from = s.known_from, r.known_to = datetime('9999-12-31T00:00:00Z')
