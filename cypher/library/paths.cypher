// title: How two entities are connected
// question: Which chains of dated facts connect one entity with another?
// group: graph
// answers: GET /paths
// param from: entity -- The entity to start from.
// param to: entity -- The entity to reach.
// param types: texts = null -- Only along these relationship types.
// param max_length: count = 6 -- Maximum number of hops, up to 8.
// param most: count = null -- No paths through or between entities with more relationships: that search takes long.
// param k: count = 3 -- Maximum number of paths.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// Of parallel links only one is used, an asserted one if any: otherwise they would use up all paths that are searched.
MATCH (a:Entity {id: $from})
MATCH (b:Entity {id: $to})
WITH a, b
WHERE $most IS NULL OR (COUNT { (a)--() } <= $most AND COUNT { (b)--() } <= $most)
MATCH p = SHORTEST 50 (a)((x:Entity)-[r WHERE r.valid_from <= $as_of < r.valid_to
  AND r.known_from <= $known_at < r.known_to
  AND ($types IS NULL OR type(r) IN $types)]-(y:Entity)
  WHERE ($most IS NULL OR COUNT { (y)--() } <= $most) AND NOT EXISTS {
    MATCH (x)-[o]-(y)
    WHERE o.valid_from <= $as_of < o.valid_to AND o.known_from <= $known_at < o.known_to
      AND ($types IS NULL OR type(o) IN $types)
      AND toString(o.certainty <> 'asserted') + o.link_id < toString(r.certainty <> 'asserted') + r.link_id
  }){1,8}(b)
WITH p, [n IN nodes(p) | n.id] AS ids, [r IN relationships(p) WHERE r.certainty <> 'asserted'] AS unsure
WHERE length(p) <= $max_length AND COUNT { UNWIND ids AS id RETURN DISTINCT id } = size(ids)
WITH p, ids, unsure
ORDER BY size(unsure), [r IN relationships(p) | r.link_id]
WITH ids, head(collect(p)) AS p, head(collect(size(unsure))) AS unsure
ORDER BY length(p), unsure, ids
LIMIT $k
RETURN collect({
  nodes: [n IN nodes(p) | n {.id, .name}],
  links: COLLECT {
    UNWIND range(0, length(p) - 1) AS hop
    WITH hop, relationships(p)[hop] AS r
    RETURN r {
      .*,
      type: type(r),
      subject: {id: startNode(r).id, name: startNode(r).name},
      object: {id: endNode(r).id, name: endNode(r).name},
      valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
      valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
      known_from: toString(r.known_from), known_to: null,
      evidence: COLLECT {
        MATCH (s:Statement {fact_id: r.fact_id})-[:REPORTED_IN]->(d:Source)
        WHERE d.published_at <= $known_at
        OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
        RETURN s {
          .*,
          recorded_at: toString(s.recorded_at),
          said_by: who {.id, .name},
          source: d {.id, .title, .publisher, .url, .published_on}
        }
        ORDER BY d.published_at, s.id
      }
    }
    ORDER BY hop
  }
}) AS paths
