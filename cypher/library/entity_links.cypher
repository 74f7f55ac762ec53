// title: The links of an entity
// question: How is this entity linked with others on a date?
// group: graph
// answers: GET /entities/{id}/links
// param id: entity -- The entity.
// param direction: text = "both" -- out, in or both.
// param types: texts = null -- Only these relationship types.
// param kinds: texts = null -- Only links whose other end has one of these kinds.
// param other: entity = null -- Only links with this entity at the other end.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// param most: count = null -- If the entity has more relationships than this, no links: sorting them takes long.
// param after: text = "" -- Only links after this key of type, valid_from and link_id.
// param limit: count = 100 -- Maximum number of rows.
MATCH (e:Entity {id: $id})
WHERE $most IS NULL OR COUNT { (e)--() } <= $most
MATCH (e)-[r]-(o:Entity)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND ($direction = 'both' OR ($direction = 'out') = (startNode(r) = e))
  AND ($types IS NULL OR type(r) IN $types)
  AND ($other IS NULL OR o.id = $other)
  AND ($kinds IS NULL OR any(label IN labels(o) WHERE label IN $kinds))
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
