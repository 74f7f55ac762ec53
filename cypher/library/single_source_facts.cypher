// title: Facts that rest on one source
// question: Which facts does one source alone vouch for, the least sure first?
// group: evidence
// param types: texts = null -- Only these types of relationship.
// param about: entity = null -- Only facts that have this at one end.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// Expectations, offers and threats are no facts and are left out.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE r.certainty IN ['asserted', 'disputed'] AND r.n_sources = 1
  AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND ($types IS NULL OR type(r) IN $types)
  AND ($about IS NULL OR $about IN [a.id, b.id])
MATCH (s:Statement {id: r.statement_id})-[:REPORTED_IN]->(d:Source)
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN
  a.id AS subject_id,
  type(r) AS type,
  b.id AS object_id,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  s.confidence AS confidence,
  who.name AS speaker,
  d.publisher AS publisher,
  d.published_on AS published_on,
  s.locator AS locator,
  s.text AS text,
  r.fact_id AS fact_id
ORDER BY confidence, type, subject_id, object_id, r.link_id
LIMIT $limit
