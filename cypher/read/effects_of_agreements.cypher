// title: What each agreement changed
// question: What was the status of each measure before an agreement bore on it, and what is it on the day?
// group: talks
// param agreement: entity = null -- Only this agreement.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// before: the status on the day before the agreement took effect. now: the status on the day asked about.
MATCH (deal:Agreement)-[r:SUSPENDS|EASES|LIFTS]->(m:Measure)
WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of
  AND r.certainty IN ['asserted', 'disputed']
  AND ($agreement IS NULL OR deal.id = $agreement)
RETURN
  deal.id AS agreement_id,
  deal.name AS agreement,
  type(r) AS effect,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE
    WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes'
    WHEN $as_of < r.valid_to THEN 'possible'
    ELSE 'no'
  END AS holds,
  m.id AS measure_id,
  m.name AS measure,
  head(COLLECT {
    MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
    WHERE p.valid_from < r.valid_from <= p.valid_to AND p.known_from <= $known_at < p.known_to
    RETURN p.status ORDER BY p.valid_from DESC, p.period_id LIMIT 1
  }) AS before,
  head(COLLECT {
    MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
    WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
    RETURN p.status ORDER BY p.valid_from DESC, p.period_id LIMIT 1
  }) AS now,
  r.how AS how,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY agreement_id, r.valid_from, measure_id, r.link_id
LIMIT $limit
