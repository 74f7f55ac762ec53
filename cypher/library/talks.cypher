// title: Talks, with parties, place and topics
// question: Who negotiates with whom on a date, at which talks, where and about what?
// group: talks
// param party: entity = null -- Only talks of this party, or of those who hold office in it or are part of it that day.
// param topic: entity = null -- Only talks about this measure, product or agreement.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// place_certainty: asserted where the place is a fact, expected where it is only foreseen. event_time: over, on or
// ahead on the day asked about. holds and certainty: that the two negotiate, which goes on when an event is over.
MATCH (a:Entity)-[r:NEGOTIATES_WITH]->(b:Entity)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  AND ($topic IS NULL OR $topic IN coalesce(r.about, []))
  AND ($party IS NULL OR EXISTS {
    MATCH (side:Entity)((:Entity)-[o:HOLDS_OFFICE|WORKS_FOR|PART_OF]->(:Entity)
      WHERE o.valid_from <= $as_of < o.valid_to AND o.known_from <= $known_at < o.known_to
        AND o.certainty IN ['asserted', 'disputed']){0,3}(:Entity {id: $party})
    WHERE side = a OR side = b
  })
OPTIONAL MATCH (event:Event {id: r.event})
WITH a, b, r, event, head(COLLECT {
  MATCH (event)-[h:HELD_IN]->(land:Government)
  WHERE h.known_from <= $known_at < h.known_to
  RETURN {
    place: coalesce(h.place + ', ', '') + land.name,
    certainty: h.certainty
  }
  ORDER BY h.certainty, h.valid_from, h.link_id
  LIMIT 1
}) AS held
RETURN
  a.name AS party,
  b.name AS other_party,
  event.id AS event_id,
  event.name AS event,
  held.place AS place,
  held.certainty AS place_certainty,
  event.starts_on AS starts_on,
  event.ends_on AS ends_on,
  CASE
    WHEN left(toString($as_of), size(coalesce(event.ends_on, event.starts_on)))
      > coalesce(event.ends_on, event.starts_on) THEN 'over'
    WHEN left(toString($as_of), size(event.starts_on)) < event.starts_on THEN 'ahead'
    WHEN event.starts_on IS NOT NULL THEN 'on'
  END AS event_time,
  COLLECT {
    UNWIND coalesce(r.about, []) AS id
    MATCH (x:Entity {id: id})
    RETURN x.name AS name ORDER BY name
  } AS topics,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY starts_on, event_id, a.id, b.id, r.link_id
LIMIT $limit
