// title: Offices then and now
// question: Who held which office on an earlier day, and who holds it now?
// group: actors
// param then: date -- The earlier day.
// param as_of: date = today -- The later day.
// param only_changed: boolean = true -- Leave out offices with the same holders on both days.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// No name means that the graph knows of no holder, not that the office was vacant. Possible holders carry a question
// mark, and so do those only expected or disputed.
MATCH (who:Official)-[r:HOLDS_OFFICE]->(body:Agency|Government)
WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
WITH body, r.title AS title, who, r,
  CASE
    WHEN NOT r.valid_from <= $then < r.valid_to THEN null
    WHEN r.valid_from_latest <= $then < r.valid_to_earliest AND r.certainty = 'asserted' THEN who.name
    ELSE who.name + '?'
  END AS held,
  CASE
    WHEN NOT r.valid_from <= $as_of < r.valid_to THEN null
    WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest AND r.certainty = 'asserted' THEN who.name
    ELSE who.name + '?'
  END AS holds
WHERE held IS NOT NULL OR holds IS NOT NULL
WITH body, title, who, r, held, holds
ORDER BY who.name, r.fact_id
WITH body, title, collect(DISTINCT held) AS held_then, collect(DISTINCT holds) AS holds_now,
  collect(DISTINCT CASE WHEN held IS NOT NULL THEN who.id END) AS then_ids,
  collect(DISTINCT CASE WHEN holds IS NOT NULL THEN who.id END) AS now_ids,
  collect(DISTINCT r.fact_id) AS fact_ids
WHERE NOT $only_changed OR then_ids <> now_ids
RETURN body.id AS body_id, body.name AS body, title, held_then, holds_now, fact_ids
ORDER BY body_id, title
LIMIT $limit
