// title: Licences and other conditions by product
// question: Which products may be traded only under a licence or another rule, and by which measure?
// group: products
// param rule: text = "" -- Only rules with this word in them, as licence; upper and lower case are alike.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// status: that of the measure on the day; a rule of a measure that is suspended or lifted does not bind.
MATCH (m:Measure)-[r:RESTRICTS]->(x:Product)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND r.fulfilled_by IS NULL
  AND r.rule IS NOT NULL AND toLower(r.rule) CONTAINS toLower($rule)
WITH m, r, x, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
RETURN
  x.id AS product_id,
  x.name AS product,
  r.rule AS rule,
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
ORDER BY product_id, measure_id, r.link_id
LIMIT $limit
