// title: Expectations, offers and threats not yet fulfilled
// question: What was expected, offered or threatened by a date and has not come true as far as known?
// group: evidence
// param certainty: text = null -- Only expected, offered or threatened.
// param about: entity = null -- Only those with this entity as subject or object.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// param limit: count = 100 -- Maximum number of rows.
// time: ahead, if it cannot have happened yet; open, if it may happen any day; due, if its date has come or passed.
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
