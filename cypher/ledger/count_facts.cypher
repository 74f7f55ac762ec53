// Number of measures, and of facts that affect no measure's status. acts: the types that do.
OPTIONAL MATCH (s:Statement)
WHERE NOT s:Identity AND NOT (s.predicate IN $acts AND s.object STARTS WITH 'measure:')
WITH count(DISTINCT s.fact_id) AS facts
OPTIONAL MATCH (m:Measure)
WITH facts, count(m) AS measures
RETURN facts + measures AS total
