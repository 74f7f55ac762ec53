// title: Disputed facts, with both sides
// question: About which facts do the sources contradict each other, and who says what?
// group: evidence
// param about: entity = null -- Only facts that have this at one end.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// One row for each statement. Where all say that it is so, they differ in its dates or its details.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE r.certainty = 'disputed'
  AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND ($about IS NULL OR $about IN [a.id, b.id])
WITH DISTINCT a, b, r.fact_id AS fact_id
MATCH (s:Statement {fact_id: fact_id})-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at AND s.stance IN ['asserts', 'denies', 'retracts']
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN
  a.name AS subject,
  s.predicate AS type,
  b.name AS object,
  s.stance AS stance,
  coalesce(who.name, d.publisher) AS said_by,
  s.said_on AS said_on,
  d.published_on AS published_on,
  s.text AS text,
  s.valid_from AS valid_from,
  s.valid_to AS valid_to,
  s.confidence AS confidence,
  d.title AS source,
  s.locator AS locator,
  fact_id,
  s.id AS statement_id
ORDER BY a.id, type, b.id, fact_id, stance, d.published_at, statement_id
LIMIT $limit
