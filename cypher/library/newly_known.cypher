// title: What came to be known between two moments
// question: Which facts became known, were confirmed, changed, fulfilled or withdrawn since a moment?
// group: time
// param known_since: instant -- The earlier moment; a day means its end.
// param about: entity = null -- Only facts that have this at one end.
// param change: text = null -- Only new, confirmed, changed, fulfilled or withdrawn.
// param known_at: instant = now -- The later moment; a day means its end.
// param limit: count = 200 -- How many at most.
// clocks: what became known is listed for whichever day it speaks of
// confirmed: more sources, the same dates and certainty. changed: other dates or another certainty than before.
// fulfilled: an expectation, offer or threat that has come about; the fact itself is a row of its own.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE ($about IS NULL OR $about IN [a.id, b.id])
  AND (($known_since < r.known_from <= $known_at < r.known_to)
    OR (r.known_from <= $known_since < r.known_to <= $known_at AND NOT EXISTS {
      MATCH (a)-[next]->(b)
      WHERE next.fact_id = r.fact_id AND next.known_from <= $known_at < next.known_to
    }))
WITH a, b, r, head(COLLECT {
  MATCH (a)-[old]->(b)
  WHERE old.fact_id = r.fact_id AND old.known_from <= $known_since < old.known_to AND old.known_to <= $known_at
    AND old.valid_from < r.valid_to AND r.valid_from < old.valid_to
  RETURN old
  ORDER BY old.certainty = r.certainty DESC, old.valid_from, old.link_id
  LIMIT 1
}) AS old
WITH a, b, r, old, CASE
  WHEN r.known_to <= $known_at THEN 'withdrawn'
  WHEN old IS NULL THEN 'new'
  WHEN old.fulfilled_by IS NULL AND r.fulfilled_by IS NOT NULL THEN 'fulfilled'
  WHEN old.valid_from = r.valid_from AND old.valid_from_latest = r.valid_from_latest AND old.valid_to = r.valid_to
    AND old.certainty = r.certainty AND old.n_sources < r.n_sources THEN 'confirmed'
  ELSE 'changed'
END AS what
WHERE $change IS NULL OR what = $change
RETURN
  CASE what WHEN 'withdrawn' THEN r.known_to ELSE r.known_from END AS known_from,
  what AS change,
  a.id AS subject_id,
  type(r) AS type,
  b.id AS object_id,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  r.certainty AS certainty,
  old.certainty AS certainty_before,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY known_from, change, type, subject_id, object_id, r.link_id
LIMIT $limit
