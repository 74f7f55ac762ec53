// title: What each agreement changed
// question: What was the status of each measure before an agreement bore on it, and what is it on the day?
// group: talks
// param agreement: entity = null -- Only this agreement.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// before: the status on the day before the agreement took effect. now: the status on the day asked about.
MATCH (deal:Agreement)-[r:SUSPENDS|EASES|LIFTS]->(m:Measure)
WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of
  AND r.certainty IN ['asserted', 'disputed']
  AND ($agreement IS NULL OR deal.id = $agreement)
WITH deal, r, m, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
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
    MATCH (m)-[:HAS_STATUS]->(q:StatusPeriod)
    WHERE q.valid_from < r.valid_from <= q.valid_to AND q.known_from <= $known_at < q.known_to
    RETURN q.status ORDER BY q.valid_from DESC, q.period_id LIMIT 1
  }) AS before,
  p.status AS now,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  r.how AS how,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY agreement_id, r.valid_from, measure_id, r.link_id
LIMIT $limit
