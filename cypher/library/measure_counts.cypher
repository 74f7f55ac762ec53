// title: Measures counted by kind and status
// question: How many tariffs, export controls and other measures are in force, eased or suspended on a date?
// group: measures
// param target: entity = null -- Only measures that target this government, company or person.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// certain: how many have that status for sure. by_terms: how many only by a date stated earlier, not confirmed since.
// A measure nobody dates is counted without a status.
// fact_ids: the acts that gave them that status.
MATCH (m:Measure)
WHERE $target IS NULL OR EXISTS {
  MATCH (m)-[r:TARGETS]->(:Entity {id: $target})
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    AND r.certainty IN ['asserted', 'disputed']
}
WITH m, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
WHERE p IS NOT NULL OR (
  NOT EXISTS { MATCH (m)-[:HAS_STATUS]->(q:StatusPeriod) WHERE q.known_from <= $known_at < q.known_to }
  AND EXISTS {
    MATCH (m)-[r]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  })
WITH m, p
ORDER BY m.id
RETURN
  m.measure_kind AS measure_kind,
  p.status AS status,
  count(m) AS measures,
  count(CASE WHEN p.valid_from_latest <= $as_of < p.valid_to_earliest THEN m END) AS certain,
  count(CASE WHEN p.scheduled THEN m END) AS by_terms,
  collect(m.name) AS names,
  collect(DISTINCT p.fact_id) AS fact_ids
ORDER BY measure_kind, status
LIMIT $limit
