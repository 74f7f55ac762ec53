// title: The evidence of a fact, statement by statement
// question: Who said that this is so, who denied or expected it, where and when?
// group: evidence
// param fact_id: text -- The fact, as the column fact_id of other queries names it.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// clocks: every statement about the fact is listed, for whichever day it speaks of
MATCH (s:Statement {fact_id: $fact_id})-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at
MATCH (a:Entity {id: s.subject})
MATCH (b:Entity {id: s.object})
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN
  a.name AS subject,
  s.predicate AS type,
  b.name AS object,
  s.stance AS stance,
  who.name AS speaker,
  s.said_on AS said_on,
  s.text AS text,
  s.valid_from AS valid_from,
  s.valid_to AS valid_to,
  s.confidence AS confidence,
  d.title AS source,
  d.publisher AS publisher,
  d.published_on AS published_on,
  s.locator AS locator,
  d.url AS url,
  s.id AS statement_id
ORDER BY d.published_at, d.id, statement_id
LIMIT $limit
