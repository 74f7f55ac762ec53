// Entities in the order of their ids, from the one after $after on.
MATCH (n:Entity)
WHERE n.id > $after
RETURN properties(n) AS properties
ORDER BY n.id
LIMIT $limit
