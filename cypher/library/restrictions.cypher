// title: Measures against several parties
// question: Which measures target any of these parties on a date, with which status and on which evidence?
// group: measures
// answers: POST /match
// param targets: entities -- The governments, companies, people, ships or other parties.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// param limit: count = 10000 -- Maximum number of rows.
// A measure that has ended by then is left out. statement_ids: what the sources say about this target.
MATCH (m:Measure)-[r:TARGETS]->(target:Entity)
WHERE target.id IN $targets
  AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
WITH target, m, r, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
WHERE p IS NULL OR NOT p.status IN ['expired', 'lifted', 'invalidated', 'superseded']
RETURN
  target.id AS target_id,
  m.id AS measure_id,
  m.name AS measure,
  p.status AS status,
  nullIf(p.valid_from, date('0001-01-01')) AS status_since,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.fact_id AS fact_id,
  COLLECT {
    MATCH (s:Statement {fact_id: r.fact_id})
    WHERE s.known_from <= $known_at
    RETURN s.id AS id ORDER BY id
  } AS statement_ids
ORDER BY target_id, measure_id, r.link_id
LIMIT $limit
