// What GET /entities/{id}/links answers, in one record.
MATCH (e:Entity {id: $id})-[r]-(o:Entity)
WHERE r.valid_from <= date($as_of) < r.valid_to AND r.known_from <= datetime($known_at) < r.known_to
WITH e, r, o
ORDER BY type(r), r.valid_from, r.link_id
LIMIT 100
RETURN collect(r {
  .*, type: type(r), outgoing: startNode(r) = e, other: o {.id, .name},
  valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
  valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
  known_from: toString(r.known_from), known_to: toString(r.known_to)
}) AS links
