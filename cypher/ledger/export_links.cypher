// The links of whole_graph.cypher, by subject and id. Subjects come in the order of their index, and at most about $most
// links are sorted at a time, so Neo4j keeps few in memory: the links of a hub come in ranges of their ids, which are
// hexadecimal hashes.
MATCH (a:Entity)
WHERE a.id > '' AND ($ids IS NULL OR a.id IN $ids)
  AND ($kinds IS NULL OR any(label IN labels(a) WHERE label IN $kinds))
WITH a, COUNT { (a)-->() } AS degree, split('0123456789abcdef', '') AS digits
ORDER BY a.id
UNWIND CASE
  WHEN degree <= $most THEN ['']
  WHEN degree <= 16 * $most THEN digits
  ELSE [i IN range(0, 255) | digits[i / 16] + digits[i % 16]]
END AS prefix
CALL (a, prefix) {
  MATCH (a)-[r]->(b:Entity)
  WHERE r.link_id STARTS WITH prefix
    AND ($ids IS NULL OR b.id IN $ids)
    AND ($kinds IS NULL OR any(label IN labels(b) WHERE label IN $kinds))
    AND ($types IS NULL OR type(r) IN $types) AND ($certainties IS NULL OR r.certainty IN $certainties)
    AND ($any_day OR r.valid_from <= $as_of < r.valid_to) AND r.known_from <= $known_at < r.known_to
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
