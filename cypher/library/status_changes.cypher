// title: Measures that changed status between two days
// question: Which measures came into force, were eased, suspended, lifted or returned between two days, by which act?
// group: time
// param since: date -- The first of the two days; changes after it are listed.
// param as_of: date = today -- The last of the two days; it may lie ahead.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// scheduled: no report says yet that it came about. in_period: possible, where it may lie outside.
MATCH (m:Measure)-[:HAS_STATUS]->(p:StatusPeriod)
WHERE p.known_from <= $known_at < p.known_to AND $since < p.valid_from_latest AND p.valid_from <= $as_of
WITH m, p, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(q:StatusPeriod)
  WHERE q.known_from <= $known_at < q.known_to AND q.valid_from < p.valid_from
  RETURN q.status ORDER BY q.valid_from DESC LIMIT 1
}) AS from_status
// That a measure is upheld, without more, means that it stood before: that is no change.
WHERE from_status IS NOT NULL OR p.action <> 'UPHELD'
OPTIONAL MATCH (s:Statement {id: p.statement_id})
OPTIONAL MATCH (who:Entity {id: s.subject})
RETURN
  nullIf(p.valid_from, date('0001-01-01')) AS changed_on,
  nullIf(p.valid_from_latest, date('9999-12-31')) AS changed_on_latest,
  m.id AS measure_id,
  m.name AS measure,
  from_status,
  p.status AS to_status,
  nullIf(p.valid_to, date('9999-12-31')) AS until,
  CASE WHEN $since < p.valid_from AND p.valid_from_latest <= $as_of THEN 'yes' ELSE 'possible' END AS in_period,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  CASE WHEN p.scheduled THEN 'scheduled' ELSE p.certainty END AS certainty,
  p.scheduled AS scheduled,
  p.action AS act,
  who.name AS actor,
  p.rule AS rule,
  s.text AS text,
  s.fact_id AS fact_id
ORDER BY p.valid_from, p.valid_from_latest, measure_id, p.period_id
LIMIT $limit
