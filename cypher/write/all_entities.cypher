MATCH (n:Entity)
RETURN n {.*} AS properties
ORDER BY n.id
