// Every fact of the ledger; those on one end together, so that a measure's life is.
MATCH (s:Statement)
WHERE NOT s:Identity
RETURN DISTINCT s.fact_id AS fact_id, s.subject AS subject, s.predicate AS type, s.object AS object
ORDER BY object, fact_id
