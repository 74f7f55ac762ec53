// Delete at most $limit nodes, which have no relationships, the ledger's revision among them.
MATCH (n)
WITH n
LIMIT $limit
DELETE n
RETURN count(*) AS deleted
