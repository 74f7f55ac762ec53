// title: What an actor did
// question: What did this official, agency or government announce, impose, uphold, ease, suspend, extend or lift?
// group: actors
// param actor: entity -- The official, agency or government.
// param with_offices: boolean = true -- Also acts of those who held office in it, or were part of it, when they acted.
// param as_of: date = today -- Acts done by that day; those only expected, offered or threatened are listed too.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// holds: whether the act has effect on the day asked about.
MATCH (who:Official|Agency|Government)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->
  (x:Measure|Agreement)
WHERE r.known_from <= $known_at < r.known_to
  AND (r.valid_from <= $as_of OR r.certainty IN ['announced', 'expected', 'offered', 'threatened'])
  AND r.fulfilled_by IS NULL
  AND (who.id = $actor OR $with_offices AND EXISTS {
    MATCH (who)((:Entity)-[o:HOLDS_OFFICE|PART_OF]->(:Entity)
      WHERE o.valid_from <= r.valid_from < o.valid_to AND o.known_from <= $known_at < o.known_to
        AND o.certainty IN ['asserted', 'disputed']){1,3}(:Entity {id: $actor})
  })
RETURN
  nullIf(r.valid_from, date('0001-01-01')) AS acted_on,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS acted_on_latest,
  who.id AS actor_id,
  who.name AS actor,
  type(r) AS act,
  x.id AS object_id,
  x.name AS object,
  r.how AS how,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE
    WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes'
    WHEN r.valid_from <= $as_of < r.valid_to THEN 'possible'
    ELSE 'no'
  END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY r.valid_from, r.valid_from_latest, actor_id, object_id, act, r.link_id
LIMIT $limit
