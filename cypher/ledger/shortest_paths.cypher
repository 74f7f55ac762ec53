// The shortest paths between two entities, up to $k of 50 of equal length: those of paths.cypher, found without visiting
// every link of a hub. One hop, then two hops from the end with fewer relationships, then a search from both ends.
// The types are written out, because the statements about an entity are relationships too.
MATCH (a:Entity {id: $from})
MATCH (b:Entity {id: $to})
WITH a, b, CASE WHEN COUNT { (a)--() } > COUNT { (b)--() } THEN [b, a] ELSE [a, b] END AS ends, EXISTS {
  MATCH (a)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS
      |EXCHANGED_FOR|NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(b)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    AND ($types IS NULL OR type(r) IN $types)
} AS direct
CALL (a, b, ends, direct) {
  WITH a, b, ends, direct
  WHERE NOT direct
  WITH a, b, ends[0] AS small, ends[1] AS large
  MATCH (small)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS
      |EXCHANGED_FOR|NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(m:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      AND ($types IS NULL OR type(r) IN $types)
  WITH DISTINCT a, b, m, large
  WHERE EXISTS {
    MATCH (m)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS
      |EXCHANGED_FOR|NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(large)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      AND ($types IS NULL OR type(r) IN $types)
  }
  WITH a, b, m
  LIMIT 50
  RETURN collect([a, m, b]) AS two
}
WITH a, b, CASE WHEN direct THEN [[a, b]] ELSE two END AS near
CALL (a, b, near) {
  WITH a, b, near
  WHERE near <> []
  UNWIND near AS nodes
  RETURN nodes
UNION ALL
  WITH a, b, near
  WHERE near = []
  MATCH p = allShortestPaths((a)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS
      |EXCHANGED_FOR|NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON*..8]-(b))
  WHERE all(r IN relationships(p) WHERE r.valid_from <= $as_of < r.valid_to
    AND r.known_from <= $known_at < r.known_to AND ($types IS NULL OR type(r) IN $types))
  WITH DISTINCT nodes(p) AS nodes
  LIMIT 50
  RETURN nodes
}
WITH nodes
WHERE size(nodes) <= $max_length + 1
// Of parallel links only one is used, an asserted one if any.
WITH nodes, COLLECT {
  UNWIND range(0, size(nodes) - 2) AS hop
  WITH hop, nodes[hop] AS x, nodes[hop + 1] AS y
  RETURN head(COLLECT {
    MATCH (x)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS
      |EXCHANGED_FOR|NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(y)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
      AND ($types IS NULL OR type(r) IN $types)
    RETURN r
    ORDER BY r.certainty <> 'asserted', r.link_id
    LIMIT 1
  })
  ORDER BY hop
} AS hops, [n IN nodes | n.id] AS ids
WITH nodes, hops, ids, size([r IN hops WHERE r.certainty <> 'asserted']) AS unsure
ORDER BY size(hops), unsure, ids
LIMIT $k
RETURN collect({
  nodes: [n IN nodes | n {.id, .name}],
  links: COLLECT {
    UNWIND range(0, size(hops) - 1) AS hop
    WITH hop, hops[hop] AS r
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
