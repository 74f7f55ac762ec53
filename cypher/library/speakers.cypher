// title: Who speaks, and for whom
// question: Who is quoted how often, and which office or employer did they speak for when they last did?
// group: evidence
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// clocks: what was said is asked for, and not what held, so there is no as_of
MATCH (s:Statement)-[:MADE_BY]->(who:Entity), (s)-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at
WITH who, s, d
ORDER BY d.published_at DESC, s.id
WITH who, collect(d)[0] AS last, count(*) AS statements, count(DISTINCT s.fact_id) AS facts,
  count(DISTINCT d) AS sources, collect(s.stance) AS stances
WITH *, date(last.published_at) AS day
RETURN
  who.id AS speaker_id,
  who.name AS speaker,
  head(labels(who)[1..] + [label IN labels(who) WHERE label <> 'Entity']) AS kind,
  COLLECT {
    MATCH (who)-[o:HOLDS_OFFICE|WORKS_FOR]->(body:Entity)
    WHERE o.valid_from <= day < o.valid_to AND o.known_from <= $known_at < o.known_to
      AND o.certainty IN ['asserted', 'disputed']
    RETURN DISTINCT coalesce(o.title + ', ', '') + body.name AS place ORDER BY place
  } AS speaks_for,
  statements,
  size([x IN stances WHERE x = 'asserts']) AS asserts,
  size([x IN stances WHERE x = 'denies']) AS denies,
  size([x IN stances WHERE x IN ['announces', 'expects', 'offers', 'threatens']]) AS looks_ahead,
  facts,
  sources,
  last.published_on AS last_published_on,
  last.publisher AS last_publisher
ORDER BY statements DESC, speaker_id
LIMIT $limit
