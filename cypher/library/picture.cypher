// title: A picture as a query
// question: Which links stand between these entities on a date?
// group: graph
// answers: GET /picture
// param ids: entities -- The entities.
// param types: texts = null -- Only these types of relationship.
// param certainties: texts = null -- Only links of these certainties.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE a.id IN $ids AND b.id IN $ids
  AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND ($types IS NULL OR type(r) IN $types)
  AND ($certainties IS NULL OR r.certainty IN $certainties)
RETURN a, r, b
ORDER BY a.id, type(r), b.id, r.link_id
