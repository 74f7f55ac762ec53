// The links of whole_graph.cypher, by subject and id. Subjects come in the order of their index, and only the links of
// one subject are sorted, so Neo4j can send the first ones at once and keeps few in memory.
MATCH (a:Entity)
WHERE a.id > '' AND ($ids IS NULL OR a.id IN $ids)
  AND ($kinds IS NULL OR any(label IN labels(a) WHERE label IN $kinds))
WITH a
ORDER BY a.id
CALL (a) {
  MATCH (a)-[r]->(b:Entity)
  WHERE ($ids IS NULL OR b.id IN $ids)
    AND ($kinds IS NULL OR any(label IN labels(b) WHERE label IN $kinds))
    AND ($types IS NULL OR type(r) IN $types) AND ($certainties IS NULL OR r.certainty IN $certainties)
    AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  RETURN r, b
  ORDER BY r.link_id
}
RETURN r {
  .*,
  type: type(r),
  subject: {id: a.id, name: a.name},
  object: {id: b.id, name: b.name},
  valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
  valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
  known_from: toString(r.known_from), known_to: null
} AS link
