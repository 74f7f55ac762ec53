MATCH (n:Entity|Merged)
RETURN properties(n) AS properties
ORDER BY n.id
