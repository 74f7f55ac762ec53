// After the relationships.
MATCH (n)
WITH n
LIMIT 20000
DELETE n
RETURN count(*) AS deleted
