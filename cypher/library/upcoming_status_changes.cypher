// title: Status changes that lie ahead
// question: Which measures are to return, expire or change after that day, and what is expected to prevent it?
// group: time
// param days: integer = 365 -- How many days ahead at most.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// pending: acts on the measure, or on the agreement that paused it, that are only expected, offered or threatened.
MATCH (m:Measure)-[:HAS_STATUS]->(p:StatusPeriod)
WHERE p.known_from <= $known_at < p.known_to
  AND $as_of < p.valid_from <= $as_of + duration({days: $days})
OPTIONAL MATCH (s:Statement {id: p.statement_id})-[:REPORTED_IN]->(d:Source)
OPTIONAL MATCH (who:Entity {id: s.subject})
RETURN
  p.valid_from AS changes_on,
  p.valid_from_latest AS changes_on_latest,
  duration.inDays($as_of, p.valid_from).days AS days_ahead,
  m.id AS measure_id,
  m.name AS measure,
  head(COLLECT {
    MATCH (m)-[:HAS_STATUS]->(q:StatusPeriod)
    WHERE q.known_from <= $known_at < q.known_to AND q.valid_from < p.valid_from
    RETURN q.status ORDER BY q.valid_from DESC LIMIT 1
  }) AS from_status,
  p.status AS to_status,
  p.rule AS rule,
  p.action AS act,
  who.name AS actor,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  CASE WHEN p.scheduled THEN 'scheduled' ELSE p.certainty END AS certainty,
  COLLECT {
    MATCH (x:Entity)-[r:IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(y:Measure|Agreement)
    WHERE r.known_from <= $known_at < r.known_to AND $as_of < r.valid_to
      AND (y = m OR EXISTS {
        MATCH (y)-[e:EASES|SUSPENDS]->(m)
        WHERE e.known_from <= $known_at < e.known_to AND $as_of < e.valid_to
      })
      AND r.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND r.fulfilled_by IS NULL
    RETURN r.certainty + ': ' + x.name + ' ' + type(r) + ' ' + y.name AS act ORDER BY act
  } AS pending,
  s.text AS text,
  d.publisher AS publisher,
  s.fact_id AS fact_id
ORDER BY p.valid_from, measure_id, p.period_id
LIMIT $limit
