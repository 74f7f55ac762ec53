// The number of links of an entity on a day, up to a number.
MATCH (e:Entity {id: $id})
RETURN COUNT {
  MATCH (e)-[r]-(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  RETURN r LIMIT $most
} AS links
