// Names of companies, to search for.
MATCH (n:Company)
WITH n.name AS name
ORDER BY name
LIMIT 20000
RETURN collect(name) AS names
