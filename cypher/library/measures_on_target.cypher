// title: Measures directed at someone
// question: Which measures target this government, company or person, with which status on a date?
// group: measures
// param target: entity -- The government, agency, company, organization or person.
// param status: text = null -- Only measures with this status, as in_force or eased.
// param kind: text = null -- Only this kind of measure, as export_control or tariff.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// rate_pct is the rate as imposed; where the status is eased, status_how says what is left of it.
MATCH (m:Measure)-[r:TARGETS]->(:Entity {id: $target})
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  AND ($kind IS NULL OR m.measure_kind = $kind)
WITH m, r, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
    AND ($status IS NULL OR p.status = $status)
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
WHERE $status IS NULL OR p IS NOT NULL
RETURN
  m.id AS measure_id,
  m.name AS measure,
  m.measure_kind AS measure_kind,
  p.status AS status,
  nullIf(p.valid_from, date('0001-01-01')) AS status_since,
  nullIf(p.valid_from_latest, date('9999-12-31')) AS status_since_latest,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  nullIf(p.valid_to, date('9999-12-31')) AS status_until,
  CASE
    WHEN p IS NULL THEN null
    WHEN p.valid_from_latest <= $as_of < p.valid_to_earliest THEN 'yes'
    ELSE 'possible'
  END AS status_holds,
  CASE WHEN p.rule = 'act' THEN head(COLLECT {
    MATCH (:Entity)-[act]->(m)
    WHERE act.statement_id = p.statement_id AND act.known_from <= $known_at < act.known_to
    RETURN act.how AS how ORDER BY how LIMIT 1
  }) END AS status_how,
  COLLECT {
    MATCH (who:Entity)-[act:IMPOSED]->(m)
    WHERE act.valid_from <= $as_of < act.valid_to AND act.known_from <= $known_at < act.known_to
      AND act.certainty IN ['asserted', 'disputed']
    RETURN DISTINCT who.name AS name ORDER BY name
  } AS imposed_by,
  r.rate_pct AS rate_pct,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY measure_id, r.link_id
LIMIT $limit
