// Facts that affect no measure's status, ordered by id, after $after. acts: the types that affect one.
MATCH (s:Statement)
WHERE s.fact_id > $after AND NOT s:Identity AND NOT (s.predicate IN $acts AND s.object STARTS WITH 'measure:')
RETURN DISTINCT s.fact_id AS fact_id, s.subject AS subject, s.predicate AS type, s.object AS object
ORDER BY fact_id
LIMIT $limit
