// title: Statements by a speaker or about something
// question: What did this official, analyst or company say, or what was said about this measure, and in which source?
// group: evidence
// param speaker: entity = null -- Only what this person, company or government said.
// param about: entity = null -- Only what was said about this.
// param type: text = null -- Only statements of this type, as COMMENTED_ON or SEEKS.
// param stance: text = null -- Only asserts, denies, expects, offers, threatens or retracts.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// clocks: that something was said does not depend on the day for which it is asked
// speaker: nobody where the source itself says it. said_on: the day of the words, where it is known.
MATCH (s:Statement)-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at
  AND ($speaker IS NULL OR s.said_by = $speaker)
  AND ($about IS NULL OR $about IN [s.subject, s.object])
  AND ($type IS NULL OR s.predicate = $type)
  AND ($stance IS NULL OR s.stance = $stance)
MATCH (a:Entity {id: s.subject})
MATCH (b:Entity {id: s.object})
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN
  s.said_on AS said_on,
  who.name AS speaker,
  s.stance AS stance,
  s.text AS text,
  a.name AS subject,
  s.predicate AS type,
  b.name AS object,
  d.title AS source,
  d.publisher AS publisher,
  d.published_on AS published_on,
  s.locator AS locator,
  s.confidence AS confidence,
  s.fact_id AS fact_id,
  s.id AS statement_id
ORDER BY
  coalesce(said_on, published_on), d.published_at, d.id,
  toInteger(last(split(s.locator, ' '))), s.locator, statement_id
LIMIT $limit
