// title: Measures in force without an end
// question: Which measures are in force and have no stated end, and for how long have they been?
// group: measures
// param kind: text = null -- Only measures of this kind, as tariff.
// param target: entity = null -- Only measures that target this.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// days: from the first day of the status to that day; null where that is not known.
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
