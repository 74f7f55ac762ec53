// title: The status of a measure, with the statement that says so
// question: Was this measure in force on that day, eased, suspended, lifted, and who says so?
// group: measures
// param measure: entity -- The measure.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// Two rows where the day falls into the unknown part of a date: both statuses are possible then.
MATCH (m:Measure {id: $measure})-[:HAS_STATUS]->(p:StatusPeriod)
WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
OPTIONAL MATCH (s:Statement {id: p.statement_id})-[:REPORTED_IN]->(d:Source)
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN
  m.id AS measure_id,
  m.name AS measure,
  p.status AS status,
  nullIf(p.valid_from, date('0001-01-01')) AS since,
  nullIf(p.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(p.valid_to, date('9999-12-31')) AS until,
  CASE WHEN p.valid_from_latest <= $as_of < p.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  CASE WHEN p.scheduled THEN 'scheduled' ELSE p.certainty END AS certainty,
  p.action AS action,
  CASE WHEN p.rule = 'act' THEN head(COLLECT {
    MATCH (:Entity)-[act]->(m)
    WHERE act.statement_id = p.statement_id AND act.known_from <= $known_at < act.known_to
    RETURN act.how AS how ORDER BY how LIMIT 1
  }) END AS how,
  p.rule AS rule,
  s.text AS text,
  s.confidence AS confidence,
  who.name AS said_by,
  d.publisher AS publisher,
  d.title AS source,
  d.published_on AS published_on,
  s.locator AS locator,
  s.fact_id AS fact_id
ORDER BY holds DESC, p.valid_from DESC, p.period_id
LIMIT $limit
