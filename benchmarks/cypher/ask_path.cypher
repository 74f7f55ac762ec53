// The shortest path whose links all hold, with the evidence of each.
MATCH (a:Entity {id: $start})
MATCH (b:Entity {id: $end})
WITH a, b, date($as_of) AS as_of, datetime($known_at) AS known_at
MATCH p = SHORTEST 1 (a)((:Entity)-[r WHERE r.valid_from <= as_of < r.valid_to
  AND r.known_from <= known_at < r.known_to]-(:Entity)){1,6}(b)
RETURN [n IN nodes(p) | n {.id, .name}] AS nodes, COLLECT {
  UNWIND relationships(p) AS link
  RETURN link {
    .*, type: type(link), subject: startNode(link).id,
    valid_from: toString(link.valid_from), valid_from_latest: toString(link.valid_from_latest),
    valid_to: toString(link.valid_to), valid_to_earliest: toString(link.valid_to_earliest),
    known_from: toString(link.known_from), known_to: toString(link.known_to),
    evidence: COLLECT {
      MATCH (s:Statement {fact_id: link.fact_id})-[:REPORTED_IN]->(d:Source)
      WHERE d.published_at <= known_at
      OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
      RETURN s {
        .*, recorded_at: toString(s.recorded_at), said_by: who {.id, .name},
        source: d {.id, .title, .publisher, .url, .published_on}
      }
    }
  }
} AS links
