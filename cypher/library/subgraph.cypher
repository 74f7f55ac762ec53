// title: A set of entities and the links among them
// question: How are these entities linked with each other on a date?
// group: graph
// answers: GET /graph
// param ids: entities -- The entities.
// param most: count = 1001 -- Count the links of an entity up to this number: counting all links of a hub takes long.
// param types: texts = null -- Only these relationship types.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
MATCH (e:Entity)
WHERE e.id IN $ids
WITH e
ORDER BY e.id
// The nodes first: in one step with an aggregation, the links would be collected once for each node.
WITH collect({
  entity: e {.*},
  hub: COUNT { (e)--() } > 1000,
  degree: COUNT {
    MATCH (e)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS|EXCHANGED_FOR
      |NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      AND ($types IS NULL OR type(r) IN $types)
    RETURN r LIMIT $most
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
WITH nodes, [node IN nodes WHERE node.hub | node.entity.id] AS hubs
RETURN nodes, COLLECT {
  // From the ends with few links: those of a hub are many, and most lead elsewhere.
  CALL (hubs) {
    MATCH (a:Entity)-[r]->(b:Entity)
    WHERE a.id IN $ids AND NOT a.id IN hubs AND b.id IN $ids
    RETURN r
  UNION ALL
    MATCH (b:Entity)<-[r]-(a:Entity)
    WHERE b.id IN $ids AND NOT b.id IN hubs AND a.id IN hubs
    RETURN r
  UNION ALL
    MATCH (a:Entity)
    WHERE a.id IN hubs
    MATCH (b:Entity)
    WHERE b.id IN hubs
    MATCH (a)-[r]->(b)
    RETURN r
  }
  WITH r
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
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
