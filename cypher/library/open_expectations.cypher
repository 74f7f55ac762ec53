// title: Expectations, offers and threats not yet fulfilled
// question: What is expected, offered or threatened by that day and has not, as far as known, come about?
// group: evidence
// param certainty: text = null -- Only expected, offered or threatened.
// param about: entity = null -- Only those that have this at one end.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// time: ahead, where it cannot yet have come about; open, where it may any day; due, where its time has come or gone.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE r.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND r.fulfilled_by IS NULL
  AND $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND ($certainty IS NULL OR r.certainty = $certainty)
  AND ($about IS NULL OR $about IN [a.id, b.id])
OPTIONAL MATCH (s:Statement {id: r.statement_id})-[:REPORTED_IN]->(d:Source)
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN
  r.certainty AS certainty,
  coalesce(who.name, d.publisher) AS said_by,
  s.said_on AS said_on,
  d.published_on AS published_on,
  a.id AS subject_id,
  type(r) AS type,
  b.id AS object_id,
  s.text AS text,
  nullIf(r.valid_from, date('0001-01-01')) AS earliest,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS latest,
  CASE
    WHEN $as_of < r.valid_from THEN 'ahead'
    WHEN $as_of < r.valid_from_latest THEN 'open'
    ELSE 'due'
  END AS time,
  s.confidence AS confidence,
  r.n_sources AS n_sources,
  d.title AS source,
  s.locator AS locator,
  r.fact_id AS fact_id
ORDER BY certainty, r.valid_from_latest, r.valid_from, subject_id, type, object_id, r.link_id
LIMIT $limit
