// Entities ordered by id, after $after.
MATCH (n:Entity)
WHERE n.id > $after
RETURN properties(n) AS properties
ORDER BY n.id
LIMIT $limit
