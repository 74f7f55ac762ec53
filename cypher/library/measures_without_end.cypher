// title: Measures in force without an end
// question: Which measures are in force without a stated end, and for how long?
// group: measures
// param kind: text = null -- Only measures of this kind, such as tariff.
// param target: entity = null -- Only measures that target this.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// param limit: count = 100 -- Maximum number of rows.
// status_basis: by_terms if the status follows from a date stated earlier that no later source confirms; unheard_since
// is that date. Otherwise reported.
// days: from the first day of the status to the date; null if that day is unknown.
MATCH (m:Measure)-[:HAS_STATUS]->(p:StatusPeriod {status: 'in_force'})
WHERE p.valid_from <= $as_of AND p.valid_to = date('9999-12-31')
  AND p.known_from <= $known_at < p.known_to
  AND ($kind IS NULL OR m.measure_kind = $kind)
  AND ($target IS NULL OR EXISTS {
    MATCH (m)-[t:TARGETS]->(:Entity {id: $target})
    WHERE t.valid_from <= $as_of < t.valid_to AND t.known_from <= $known_at < t.known_to
  })
OPTIONAL MATCH (s:Statement {id: p.statement_id})
OPTIONAL MATCH (who:Entity {id: s.subject})
RETURN
  m.id AS measure_id,
  m.name AS measure,
  m.measure_kind AS measure_kind,
  nullIf(p.valid_from, date('0001-01-01')) AS since,
  nullIf(p.valid_from_latest, date('9999-12-31')) AS since_latest,
  CASE WHEN p.valid_from > date('0001-01-01') THEN duration.inDays(p.valid_from, $as_of).days END AS days,
  CASE WHEN p.valid_from_latest <= $as_of < p.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  CASE WHEN who = m THEN null ELSE who.name END AS actor,
  p.action AS act,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  CASE WHEN p.scheduled THEN 'scheduled' ELSE p.certainty END AS certainty,
  s.fact_id AS fact_id
ORDER BY p.valid_from, measure_id, p.period_id
LIMIT $limit
