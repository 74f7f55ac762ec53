// Measures ordered by id, after $after.
MATCH (m:Measure)
WHERE m.id > $after
RETURN m.id AS id
ORDER BY m.id
LIMIT $limit
