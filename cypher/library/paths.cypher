// title: How two entities are connected
// question: By which chain of dated facts is one entity connected with another?
// group: graph
// answers: GET /paths
// param from: entity -- Where the path starts.
// param to: entity -- Where it ends.
// param types: texts = null -- Only along these types of relationship.
// param max_length: count = 6 -- The most hops, up to 8.
// param k: count = 3 -- How many paths at most.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// Of links side by side the path takes one, an asserted one if there is any: else they would use up all paths looked at.
MATCH (a:Entity {id: $from})
MATCH (b:Entity {id: $to})
MATCH p = SHORTEST 50 (a)((x:Entity)-[r WHERE r.valid_from <= $as_of < r.valid_to
  AND r.known_from <= $known_at < r.known_to
  AND ($types IS NULL OR type(r) IN $types)]-(y:Entity)
  WHERE NOT EXISTS {
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
