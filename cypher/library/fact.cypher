// title: The evidence of a fact
// question: Who said so, for and against, where and when?
// group: evidence
// answers: GET /facts/{fact_id}
// param fact_id: text -- The fact, as every link names it.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
MATCH (s:Statement {fact_id: $fact_id})-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
WITH s, d, who
ORDER BY d.published_at, s.id
WITH head(collect(s)) AS one, collect(s {
  .*,
  recorded_at: toString(s.recorded_at),
  said_by: who {.id, .name},
  source: d {.id, .title, .publisher, .url, .published_on}
}) AS statements
MATCH (a:Entity {id: one.subject})
MATCH (b:Entity {id: one.object})
RETURN
  one.predicate AS type,
  a {.id, .name} AS subject,
  b {.id, .name} AS object,
  statements,
  COLLECT {
    MATCH (a)-[r]->(b)
    WHERE r.fact_id = $fact_id AND r.valid_from <= date('9999-12-31') AND r.known_from <= $known_at < r.known_to
    RETURN r {
      .*,
      type: type(r),
      subject: {id: startNode(r).id, name: startNode(r).name},
      object: {id: endNode(r).id, name: endNode(r).name},
      valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
      valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
      known_from: toString(r.known_from), known_to: null
    }
    ORDER BY r.valid_from <= $as_of < r.valid_to DESC, r.valid_from, r.link_id
  } AS links
