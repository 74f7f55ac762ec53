// title: A set of entities, their links of all days, and the lives of the measures among them
// question: How were these entities linked with each other, and when?
// group: graph
// answers: GET /scene
// param ids: entities -- The entities.
// param types: texts = null -- Only these types of relationship.
// param known_at: instant = now -- What could be known by then; a day means its end.
// clocks: links and periods of all days are listed, each with its dates
MATCH (e:Entity)
WHERE e.id IN $ids
WITH e
ORDER BY e.id
// The nodes first: beside an aggregation the links would be collected once for each of them.
WITH collect({
  entity: e {.*},
  degree: COUNT {
    MATCH (e)-[r]-(:Entity)
    WHERE r.known_from <= $known_at < r.known_to AND ($types IS NULL OR type(r) IN $types)
  },
  periods: COLLECT {
    MATCH (e)-[:HAS_STATUS]->(p:StatusPeriod)
    WHERE p.known_from <= $known_at < p.known_to
    RETURN p {
      .status, .scheduled,
      valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
      valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest)
    }
    ORDER BY p.valid_from, p.valid_to, p.period_id
  }
}) AS nodes
RETURN nodes, COLLECT {
  MATCH (a:Entity)-[r]->(b:Entity)
  WHERE a.id IN $ids AND b.id IN $ids
    AND r.known_from <= $known_at < r.known_to
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
