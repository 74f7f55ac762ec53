// title: Sources and how much they say
// question: Which sources are there, when were they published, and how many statements rest on them?
// group: evidence
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// clocks: that a source was published does not depend on the day for which it is asked
// expects: counts offers and threats too. sole_facts: facts about which no other source says anything.
MATCH (d:Source)
WHERE d.published_at <= $known_at
OPTIONAL MATCH (s:Statement)-[:REPORTED_IN]->(d)
WITH d, s, s IS NOT NULL AND NOT EXISTS {
  MATCH (t:Statement {fact_id: s.fact_id})-[:REPORTED_IN]->(other:Source)
  WHERE other.id <> d.id AND other.published_at <= $known_at
} AS sole
RETURN
  d.id AS source_id,
  d.published_on AS published_on,
  d.publisher AS publisher,
  d.title AS title,
  count(s) AS statements,
  count(CASE WHEN s.stance = 'asserts' THEN s END) AS asserts,
  count(CASE WHEN s.stance IN ['announces', 'expects', 'offers', 'threatens'] THEN s END) AS expects,
  count(CASE WHEN s.stance IN ['denies', 'retracts'] THEN s END) AS denies,
  count(DISTINCT s.said_by) AS speakers,
  count(DISTINCT s.fact_id) AS facts,
  count(DISTINCT CASE WHEN sole THEN s.fact_id END) AS sole_facts,
  d.url AS url
ORDER BY statements DESC, source_id
LIMIT $limit
