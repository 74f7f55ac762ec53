// title: Entities about which something new was said
// question: About which entities was something published since a day, how much, and what was the latest?
// group: evidence
// param since: date -- Sources published on or after this day count.
// param kind: text = null -- Only entities of this kind, as Company.
// param known_at: instant = now -- Sources published by then; a day means its end.
// param limit: count = 100 -- How many at most.
// clocks: what was published is asked for, and not what held, so there is no as_of
MATCH (s:Statement)-[:REPORTED_IN]->(d:Source)
WHERE datetime({date: $since}) <= d.published_at <= $known_at
MATCH (s)-[:ABOUT]->(e:Entity)
WHERE $kind IS NULL OR $kind IN labels(e)
WITH e, s, d
ORDER BY d.published_at DESC, s.id
WITH e, count(*) AS statements, count(DISTINCT d) AS sources, collect({s: s, d: d})[0] AS last
RETURN
  e.id AS entity_id,
  e.name AS entity,
  statements,
  sources,
  last.d.published_on AS last_published_on,
  last.d.publisher AS last_publisher,
  last.s.stance AS stance,
  last.s.text AS text,
  last.s.fact_id AS fact_id
ORDER BY statements DESC, entity_id
LIMIT $limit
