// A source with what it says, and for each fact who else says so and who denies it.
//
// only: one_source, or null. most: statements that are looked at.
MATCH (d:Source {id: $id})
WHERE d.published_at <= $known_at
CALL (d) {
  MATCH (d)<-[:REPORTED_IN]-(s:Statement)
  WITH s LIMIT $most
  WITH s, COLLECT {
    MATCH (t:Statement {fact_id: s.fact_id})-[:REPORTED_IN]->(other:Source)
    WHERE other.id <> s.source AND other.published_at <= $known_at
    RETURN {stance: t.stance, source: other {.id, .title, .publisher, .published_on}}
    ORDER BY other.published_at, other.id LIMIT 40
  } AS others
  RETURN collect({s: s, others: others}) AS found
}
WITH d, found, CASE $only WHEN 'one_source' THEN [one IN found WHERE size(one.others) = 0] ELSE found END AS wanted
CALL (wanted) {
  UNWIND wanted AS one
  WITH one, one.s AS s
  ORDER BY toInteger(last(split(s.locator, ' '))), s.locator, s.subject, s.predicate, s.object, s.id
  SKIP $skip LIMIT $limit
  MATCH (a:Entity {id: s.subject})
  MATCH (b:Entity {id: s.object})
  RETURN collect(s {
    .*,
    recorded_at: toString(s.recorded_at),
    subject: a {.id, .name},
    object: b {.id, .name},
    said_by: head(COLLECT { MATCH (s)-[:MADE_BY]->(who:Entity) RETURN who {.id, .name} ORDER BY who.id LIMIT 1 }),
    others: one.others
  }) AS statements
}
RETURN d {.id, .title, .publisher, .url, .published_on} AS source, size(found) AS total, size(wanted) AS wanted,
  size([one IN found WHERE size(one.others) = 0]) AS one_source,
  size([one IN found WHERE any(other IN one.others WHERE (other.stance IN ['denies', 'retracts']) <> (one.s.stance IN ['denies', 'retracts']))]) AS disputed,
  COLLECT {
    MATCH (d)<-[:REPORTED_IN]-(s:Statement)-[:MADE_BY]->(who:Entity)
    WITH who, count(s) AS n
    ORDER BY n DESC, who.name LIMIT 100
    RETURN {id: who.id, name: who.name, statements: n}
  } AS speakers,
  statements
