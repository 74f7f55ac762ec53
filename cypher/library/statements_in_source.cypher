// title: Everything said in a source
// question: What does this article or document say, paragraph by paragraph?
// group: evidence
// param source: text -- The id of the source.
// param locator: text = null -- Only this place in it, as "paragraph 6".
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 200 -- How many at most.
// clocks: what a source says does not depend on the day for which it is asked
MATCH (s:Statement)-[:REPORTED_IN]->(d:Source {id: $source})
WHERE d.published_at <= $known_at AND ($locator IS NULL OR s.locator = $locator)
MATCH (a:Entity {id: s.subject})
MATCH (b:Entity {id: s.object})
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN
  s.locator AS locator,
  who.name AS speaker,
  s.stance AS stance,
  s.text AS text,
  a.name AS subject,
  s.predicate AS type,
  b.name AS object,
  s.said_on AS said_on,
  s.valid_from AS valid_from,
  s.valid_to AS valid_to,
  s.confidence AS confidence,
  s.fact_id AS fact_id,
  s.id AS statement_id
ORDER BY toInteger(last(split(s.locator, ' '))), s.locator, a.id, s.predicate, b.id, statement_id
LIMIT $limit
