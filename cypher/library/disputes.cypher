// title: Disputes, side by side
// question: Which facts are dated differently, told differently or denied, and who says what?
// group: evidence
// answers: GET /disputes
// param id: entity = null -- Only facts that have this at one end.
// param types: texts = null -- Only facts of these types.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param after: text = "" -- Only facts that come after this key, which is subject, type and object.
// param limit: count = 100 -- How many at most.
// clocks: a dispute stands on whichever day the fact is said to hold
MATCH (a:Entity)-[r]->(b:Entity)
WHERE r.certainty = 'disputed' AND r.known_from <= $known_at < r.known_to
  AND ($id IS NULL OR $id IN [a.id, b.id])
  AND ($types IS NULL OR type(r) IN $types)
WITH a, b, r, a.id + ' ' + type(r) + ' ' + b.id AS key
WHERE key > $after
ORDER BY r.valid_from, r.valid_to, r.link_id
WITH a, b, key, collect(r) AS links
ORDER BY key
LIMIT $limit
RETURN collect({
  key: key,
  fact_id: head(links).fact_id,
  type: type(head(links)),
  subject: a {.id, .name},
  object: b {.id, .name},
  links: [r IN links | r {
    .*,
    type: type(r),
    subject: {id: startNode(r).id, name: startNode(r).name},
    object: {id: endNode(r).id, name: endNode(r).name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null
  }],
  statements: COLLECT {
    WITH head(links).fact_id AS fact_id
    MATCH (s:Statement {fact_id: fact_id})-[:REPORTED_IN]->(d:Source)
    WHERE d.published_at <= $known_at AND s.stance IN ['asserts', 'denies', 'retracts']
    OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
    RETURN s {
      .*,
      recorded_at: toString(s.recorded_at),
      published_at: toString(d.published_at),
      said_by: who {.id, .name},
      source: d {.id, .title, .publisher, .url, .published_on}
    }
    ORDER BY d.published_at, s.id
  }
}) AS disputes
