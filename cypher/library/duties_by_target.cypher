// title: Rates of duty
// question: Which rate of duty does each measure set on whom or on what, and is the measure in force?
// group: measures
// param target: entity = null -- Only duties on this government or product.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// The rates of several measures are not added up here: which of them apply together is for the measures to say.
MATCH (m:Measure)-[r:TARGETS|RESTRICTS]->(x:Entity)
WHERE r.rate_pct IS NOT NULL AND ($target IS NULL OR x.id = $target)
  AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND r.fulfilled_by IS NULL
WITH m, r, x, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
RETURN
  x.id AS target_id,
  x.name AS target,
  r.rate_pct AS rate_pct,
  m.id AS measure_id,
  m.name AS measure,
  p.status AS status,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY target_id, rate_pct DESC, measure_id, r.link_id
LIMIT $limit
