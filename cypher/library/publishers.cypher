// title: Publishers, and how often others say otherwise
// question: How many facts does each publisher report, how many of them alone, and how many are disputed?
// group: evidence
// param as_of: date = today -- Whether a fact is disputed is asked for this day.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// alone: no other publisher speaks of the fact. disputed: others, or the publisher itself, date or value it otherwise.
MATCH (s:Statement)-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at AND NOT s:Identity
WITH d.publisher AS publisher, s.fact_id AS fact, collect(DISTINCT d.id) AS ids
WITH publisher, fact, ids,
  COUNT {
    MATCH (other:Statement {fact_id: fact})-[:REPORTED_IN]->(o:Source)
    WHERE o.published_at <= $known_at AND o.publisher <> publisher
  } = 0 AS alone,
  EXISTS {
    MATCH (own:Statement {fact_id: fact})
    MATCH (:Entity {id: own.subject})-[r {fact_id: fact, certainty: 'disputed'}]->(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  } AS disputed
UNWIND ids AS id
RETURN
  publisher,
  count(DISTINCT id) AS sources,
  count(DISTINCT fact) AS facts,
  count(DISTINCT CASE WHEN alone THEN fact END) AS alone,
  count(DISTINCT CASE WHEN disputed THEN fact END) AS disputed
ORDER BY disputed DESC, facts DESC, publisher
LIMIT $limit
