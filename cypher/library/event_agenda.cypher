// title: The agenda of an event
// question: Who takes part in these talks or this summit, where, about what, and who seeks or opposes that it is held?
// group: talks
// param event: entity -- The event.
// param as_of: date = today -- The day for which `holds` says whether it had come about.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// What lies ahead is listed too. A row that is only expected, offered or threatened is not a fact, whatever holds says.
MATCH (e:Event {id: $event})
CALL (e) {
  MATCH (e)-[r:HELD_IN]->(x:Government)
  WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN 0 AS part, 'place' AS item, x, r.place AS detail, r
  UNION ALL
  MATCH (x:Entity)-[r:TOOK_PART_IN]->(e)
  WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN 1 AS part, 'participant' AS item, x, r.role AS detail, r
  UNION ALL
  MATCH (a:Entity)-[r:NEGOTIATES_WITH]->(b:Entity)
  WHERE r.event = e.id AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  UNWIND [a, b] AS x
  RETURN 2 AS part, 'negotiates' AS item, x, 'with ' + CASE x WHEN a THEN b.name ELSE a.name END AS detail, r
  UNION ALL
  MATCH (a:Entity)-[r:NEGOTIATES_WITH]->(b:Entity)
  WHERE r.event = e.id AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  UNWIND coalesce(r.about, []) AS about
  MATCH (x:Entity {id: about})
  RETURN 3 AS part, 'topic' AS item, x, a.name + ' and ' + b.name AS detail, r
  UNION ALL
  MATCH (x:Measure|Product)-[r:EXCHANGED_FOR]->(:Measure|Product)
  WHERE e.id IN coalesce(r.events, []) AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN 4 AS part, 'exchanged' AS item, x, r.gave + ' for ' + r.got AS detail, r
  UNION ALL
  MATCH (x:Entity)-[r:SEEKS|OPPOSES]->(e)
  WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN 5 AS part, CASE type(r) WHEN 'SEEKS' THEN 'sought by' ELSE 'opposed by' END AS item, x, r.how AS detail, r
  UNION ALL
  MATCH (x:Entity)-[r:COMMENTED_ON]->(e)
  WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN 6 AS part, 'comment by' AS item, x, r.topic AS detail, r
}
RETURN
  e.name AS event,
  item,
  x.id AS entity_id,
  x.name AS entity,
  detail,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  CASE
    WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes'
    WHEN r.valid_from <= $as_of < r.valid_to THEN 'possible'
    ELSE 'no'
  END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY part, entity_id, detail, r.link_id
LIMIT $limit
