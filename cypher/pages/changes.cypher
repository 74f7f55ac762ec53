// Changes of the status of measures, each with the status before, who acted, and the source.
//
// from and to: first and last day of the changes, null for any. known_since: only what became known after it, or null.
// entities: measures, or what they target or restrict, or who acted on them; null for any. newest: by the moment at
// which a change became known, the newest first; otherwise in order of time.
MATCH (m:Measure)-[:HAS_STATUS]->(p:StatusPeriod)
WHERE p.known_from <= $known_at < p.known_to AND p.valid_from > date('0001-01-01')
  AND ($from IS NULL OR $from <= p.valid_from_latest) AND ($to IS NULL OR p.valid_from <= $to)
  AND ($known_since IS NULL OR p.known_from > $known_since)
  AND ($kind IS NULL OR m.measure_kind = $kind) AND ($status IS NULL OR p.status = $status)
  AND ($entities IS NULL OR m.id IN $entities OR EXISTS {
    MATCH (m)-[r:TARGETS|RESTRICTS]->(x:Entity)
    WHERE x.id IN $entities AND r.known_from <= $known_at < r.known_to
  } OR EXISTS {
    MATCH (m)<-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]-(who:Entity)
    WHERE r.known_from <= $known_at < r.known_to
    MATCH (who)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to]->()){0,3}(x:Entity)
    WHERE x.id IN $entities
  })
WITH m, p, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(q:StatusPeriod)
  WHERE q.known_from <= $known_at < q.known_to AND q.valid_from < p.valid_from
  RETURN q.status ORDER BY q.valid_from DESC LIMIT 1
}) AS before
// UPHELD without an earlier status means that the measure was in force already: no change.
WHERE before IS NOT NULL OR p.action <> 'UPHELD'
ORDER BY CASE WHEN $newest THEN p.known_from END DESC, p.valid_from, p.valid_from_latest, m.id, p.period_id
SKIP $skip LIMIT $limit
OPTIONAL MATCH (s:Statement {id: p.statement_id})-[:REPORTED_IN]->(d:Source)
RETURN
  p.period_id AS id,
  toString(p.valid_from) AS valid_from, toString(p.valid_from_latest) AS valid_from_latest,
  toString(p.valid_to) AS valid_to, toString(p.valid_to_earliest) AS valid_to_earliest,
  toString(p.known_from) AS known_from,
  m {.id, .name} AS measure, m.measure_kind AS kind, before, p.status AS after, p.scheduled AS scheduled,
  p.action AS action, p.rule AS rule, p.certainty AS certainty, p.fact_id AS fact_id, s.text AS text,
  head(COLLECT { MATCH (who:Entity {id: s.subject}) RETURN who {.id, .name} }) AS actor,
  d {.id, .title, .publisher, .url, .published_on} AS source
ORDER BY CASE WHEN $newest THEN p.known_from END DESC, p.valid_from, p.valid_from_latest, m.id, p.period_id
