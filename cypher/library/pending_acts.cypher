// title: Acts that are announced, expected, offered or threatened
// question: What would change the status of these measures, is announced or threatened, and is not reported as done?
// group: measures
// param measures: entities -- The measures.
// param as_of: date = today -- The day for which it is asked: acts that would hold on it or later.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 500 -- How many at most.
// on: the measure itself, or an agreement that eased or suspended it until the present status began.
MATCH (m:Measure)
WHERE m.id IN $measures
WITH m, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p.valid_from
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS since
WITH m, [m] + COLLECT {
  MATCH (deal:Agreement)-[e:EASES|SUSPENDS]->(m)
  WHERE e.certainty IN ['asserted', 'disputed'] AND e.known_from <= $known_at < e.known_to
    AND coalesce(since, $as_of) <= e.valid_to
  RETURN DISTINCT deal
} AS bearing
UNWIND bearing AS on
MATCH (who:Entity)-[r:IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED|SUSPENDS|EASES|LIFTS|SUPERSEDES]->(on)
WHERE r.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND r.fulfilled_by IS NULL
  AND r.known_from <= $known_at < r.known_to AND $as_of < r.valid_to
OPTIONAL MATCH (s:Statement {id: r.statement_id})-[:REPORTED_IN]->(d:Source)
RETURN
  m.id AS measure_id,
  type(r) AS act,
  who.id AS actor_id,
  who.name AS actor,
  on.id AS on_id,
  on.name AS on_name,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  r.certainty AS certainty,
  r.how AS how,
  s.text AS text,
  d.publisher AS publisher,
  d.published_on AS published_on,
  r.statement_id AS statement_id,
  r.fact_id AS fact_id
ORDER BY measure_id, r.certainty, act, actor_id, on_id, r.link_id
LIMIT $limit
