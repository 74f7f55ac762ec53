// title: Links of the whole graph
// question: Which measures restrict which products, who announced what, and so on for any type of relationship?
// group: graph
// answers: GET /links
// param types: texts = null -- Only these types of relationship.
// param subject_kinds: texts = null -- Only links that start at one of these kinds.
// param object_kinds: texts = null -- Only links that end at one of these kinds.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param after: text = "" -- Only links that come after this key, which is type, valid_from and link_id.
// param limit: count = 100 -- How many at most.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND ($types IS NULL OR type(r) IN $types)
  AND ($subject_kinds IS NULL OR any(label IN labels(a) WHERE label IN $subject_kinds))
  AND ($object_kinds IS NULL OR any(label IN labels(b) WHERE label IN $object_kinds))
WITH r, type(r) + ' ' + toString(r.valid_from) + ' ' + r.link_id AS key
WHERE key > $after
WITH r, key
ORDER BY key
LIMIT $limit
RETURN collect(r {
  .*,
  type: type(r),
  subject: {id: startNode(r).id, name: startNode(r).name},
  object: {id: endNode(r).id, name: endNode(r).name},
  valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
  valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
  known_from: toString(r.known_from), known_to: null
}) AS links
