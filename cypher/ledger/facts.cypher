// All facts of the ledger, ordered by object, so that the facts about one measure are together.
MATCH (s:Statement)
WHERE NOT s:Identity
RETURN DISTINCT s.fact_id AS fact_id, s.subject AS subject, s.predicate AS type, s.object AS object
ORDER BY object, fact_id
