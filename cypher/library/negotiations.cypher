// title: Negotiations
// question: Who negotiates with whom on a date, where, about what, and what is exchanged for what?
// group: talks
// answers: GET /negotiations
// param between: entities = null -- Only talks in which each takes part, itself or through an official or agency.
// param on: entity = null -- Only talks about this measure, product or agreement.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// param after: text = "" -- Only talks after this key of valid_from and link_id.
// param limit: count = 100 -- Maximum number of rows.
MATCH (a:Entity)-[r:NEGOTIATES_WITH]->(b:Entity)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND ($on IS NULL OR $on IN coalesce(r.about, []))
  AND all(id IN coalesce($between, []) WHERE EXISTS {
    MATCH (party:Entity)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.valid_from <= $as_of < o.valid_to
      AND o.known_from <= $known_at < o.known_to]->()){0,3}(:Entity {id: id})
    WHERE party = a OR party = b
  })
WITH a, b, r, toString(r.valid_from) + ' ' + r.link_id AS key
WHERE key > $after
WITH a, b, r, key
ORDER BY key
LIMIT $limit
OPTIONAL MATCH (event:Event {id: r.event})
WITH a, b, r, key, event, COLLECT {
  MATCH (gave:Entity)-[x:EXCHANGED_FOR]->(got:Entity)
  WHERE x.valid_from <= $as_of < x.valid_to AND x.known_from <= $known_at < x.known_to
    AND (r.event IN coalesce(x.events, [])
      OR any(id IN coalesce(r.about, []) WHERE id IN [gave.id, got.id, x.agreement]))
  RETURN x {
    .fact_id, .gave, .got, .given_by, .given_to, .certainty,
    subject: gave {.id, .name}, object: got {.id, .name}
  }
  ORDER BY x.fact_id, x.link_id
} AS exchanged
ORDER BY key
RETURN collect({
  parties: [a {.id, .name}, b {.id, .name}],
  event: event {.*},
  about: COLLECT {
    UNWIND range(0, size(coalesce(r.about, [])) - 1) AS position
    MATCH (x:Entity {id: r.about[position]})
    RETURN x {.id, .name}
    ORDER BY position
  },
  exchanged: exchanged,
  link: r {
    .*,
    type: type(r),
    subject: {id: startNode(r).id, name: startNode(r).name},
    object: {id: endNode(r).id, name: endNode(r).name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null
  }
}) AS negotiations
