// Every fact of the ledger, with what is needed to tell whether it bears on a measure's life; a measure's together.
MATCH (s:Statement)
RETURN DISTINCT s.fact_id AS fact_id, s.predicate AS predicate, s.object AS object
ORDER BY s.object, s.fact_id
