// What GET /entities/{id} answers, in one record.
MATCH (e:Entity {id: $id})
WITH e, date($as_of) AS as_of, datetime($known_at) AS known_at
RETURN
  e {.*} AS entity,
  COLLECT {
    MATCH (e)-[r]-(:Entity)
    WHERE r.valid_from <= as_of < r.valid_to AND r.known_from <= known_at < r.known_to
    WITH type(r) AS type, startNode(r) = e AS out, count(*) AS n
    RETURN [type, out, n]
  } AS links,
  COLLECT {
    MATCH (e)-[r]-(:Entity)
    WHERE r.valid_from <= as_of < r.valid_to AND r.known_from <= known_at < r.known_to
    RETURN DISTINCT r.fact_id
    LIMIT 100
  } AS fact_ids
