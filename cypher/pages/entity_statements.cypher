// What is said about an entity, newest first, and how well it is supported.
//
// only: one_source, disputed or denied, or null. most: statements that are looked at.
MATCH (e:Entity {id: $id})
WITH e, COLLECT {
  MATCH (e)-[r]-(:Entity)
  WHERE r.certainty = 'disputed' AND r.known_from <= $known_at < r.known_to
  RETURN DISTINCT r.fact_id
} AS disputed_facts
CALL (e) {
  MATCH (e)<-[:ABOUT]-(s:Statement)-[:REPORTED_IN]->(d:Source)
  WHERE d.published_at <= $known_at
  WITH s, d LIMIT $most
  WITH s, d, NOT EXISTS {
    MATCH (t:Statement {fact_id: s.fact_id})-[:REPORTED_IN]->(other:Source)
    WHERE other.id <> d.id AND other.published_at <= $known_at
  } AS alone
  ORDER BY d.published_at DESC, d.id, s.id
  RETURN collect({s: s, d: d, alone: alone}) AS found
}
WITH found, disputed_facts, CASE $only
  WHEN 'one_source' THEN [one IN found WHERE one.alone]
  WHEN 'disputed' THEN [one IN found WHERE one.s.fact_id IN disputed_facts]
  WHEN 'denied' THEN [one IN found WHERE one.s.stance IN ['denies', 'retracts']]
  ELSE found
END AS wanted
CALL (wanted) {
  UNWIND wanted[$skip..$skip + $limit] AS one
  WITH one, one.s AS s, one.d AS d
  MATCH (a:Entity {id: s.subject})
  MATCH (b:Entity {id: s.object})
  RETURN collect(s {
    .*,
    recorded_at: toString(s.recorded_at),
    alone: one.alone,
    subject: a {.id, .name},
    object: b {.id, .name},
    said_by: head(COLLECT { MATCH (s)-[:MADE_BY]->(who:Entity) RETURN who {.id, .name} ORDER BY who.id LIMIT 1 }),
    source: d {.id, .title, .publisher, .url, .published_on}
  }) AS statements
}
CALL (found) {
  UNWIND found AS one
  RETURN count(DISTINCT one.d) AS sources, toString(max(date(one.d.published_at))) AS newest,
    count(DISTINCT CASE WHEN one.alone THEN one.s.fact_id END) AS one_source
}
RETURN size(found) AS total, size(wanted) AS wanted, sources, newest, one_source, size(disputed_facts) AS disputed,
  size([one IN found WHERE one.s.stance IN ['denies', 'retracts']]) AS denied, statements
