// The next nodes of whole_graph.cypher by id. Pages in the order of an index need little memory in Neo4j.
MATCH (e:Entity)
WHERE e.id > $after AND ($ids IS NULL OR e.id IN $ids)
  AND ($kinds IS NULL OR any(label IN labels(e) WHERE label IN $kinds))
WITH e
ORDER BY e.id
LIMIT $limit
RETURN
  e {.*} AS entity,
  head(COLLECT {
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
  }) AS period
ORDER BY e.id
