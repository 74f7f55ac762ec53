// Number of entities that have search keys
MATCH (k:SearchKeys)
RETURN count(k) AS entities
