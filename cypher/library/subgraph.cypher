// title: A set of entities and the links among them
// question: How are these entities linked with each other on a date?
// group: graph
// answers: GET /graph
// param ids: entities -- The entities.
// param types: texts = null -- Only these types of relationship.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
MATCH (e:Entity)
WHERE e.id IN $ids
WITH e
ORDER BY e.id
// The nodes first: beside an aggregation the links would be collected once for each of them.
WITH collect({
  entity: e {.*},
  degree: COUNT {
    MATCH (e)-[r]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      AND ($types IS NULL OR type(r) IN $types)
  },
  period: head(COLLECT {
    MATCH (e)-[:HAS_STATUS]->(p:StatusPeriod)
    WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
    RETURN p {
      .*,
      valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
      valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
      known_from: toString(p.known_from), known_to: null
    }
    ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
    LIMIT 1
  })
}) AS nodes
RETURN nodes, COLLECT {
  MATCH (a:Entity)-[r]->(b:Entity)
  WHERE a.id IN $ids AND b.id IN $ids
    AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    AND ($types IS NULL OR type(r) IN $types)
  RETURN r {
    .*,
    type: type(r),
    subject: {id: startNode(r).id, name: startNode(r).name},
    object: {id: endNode(r).id, name: endNode(r).name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null
  }
  ORDER BY r.link_id
} AS links
