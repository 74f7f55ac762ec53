// Add dates to statements, and to their relationships, that an older version wrote without.
MATCH (d:Source)<-[:REPORTED_IN]-(s:Statement|Corrected)
WHERE s.known_from IS NULL
WITH s, d
LIMIT $limit
SET s.known_from = d.published_at
WITH s
MATCH (s)-[r:ABOUT|MADE_BY|REPORTED_IN]->()
SET r.valid_from = date('0001-01-01'), r.valid_to = date('9999-12-31'),
    r.known_from = s.known_from, r.known_to = datetime('9999-12-31T00:00:00Z')
RETURN count(DISTINCT s) AS dated
