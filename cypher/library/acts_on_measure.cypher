// title: What was done to a measure
// question: Who announced, imposed, upheld, eased, suspended, extended or lifted this measure, when and how?
// group: measures
// param measure: entity -- The measure, or an agreement.
// param as_of: date = today -- Acts done by that day; those only expected, offered or threatened are listed too.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// office: what the official was on the day of the act. holds: whether the act has effect on the day asked about.
MATCH (who:Entity)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED|SUSPENDS|EASES|LIFTS]->
  (m:Measure|Agreement {id: $measure})
WHERE r.known_from <= $known_at < r.known_to
  AND (r.valid_from <= $as_of OR r.certainty IN ['announced', 'expected', 'offered', 'threatened'])
  AND r.fulfilled_by IS NULL
OPTIONAL MATCH (s:Statement {id: r.statement_id})
RETURN
  nullIf(r.valid_from, date('0001-01-01')) AS acted_on,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS acted_on_latest,
  who.id AS actor_id,
  who.name AS actor,
  head(COLLECT {
    MATCH (who)-[o:HOLDS_OFFICE]->(body:Agency|Government)
    WHERE o.valid_from <= r.valid_from < o.valid_to AND o.known_from <= $known_at < o.known_to
      AND o.certainty IN ['asserted', 'disputed']
    RETURN o.title + ', ' + body.name AS office
    ORDER BY o.valid_from DESC, office
  }) AS office,
  type(r) AS act,
  r.how AS how,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE
    WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes'
    WHEN r.valid_from <= $as_of < r.valid_to THEN 'possible'
    ELSE 'no'
  END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  s.text AS text,
  r.fact_id AS fact_id
ORDER BY r.valid_from, r.valid_from_latest, actor_id, act, r.link_id
LIMIT $limit
