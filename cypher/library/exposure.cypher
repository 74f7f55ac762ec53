// title: Measures that reach a company or a product
// question: By which chain of facts does each measure reach this company or product on a date?
// group: products
// answers: GET /entities/{id}/exposure
// param id: entity -- A company or a product.
// param as_of: date = today -- The day for which it is asked: each hop holds, or may hold, on it.
// param known_at: instant = now -- What could be known by then; a day means its end.
// directness: targeted or restricted itself, by what it makes, by what that is part of, by an owner, by where it is based.
MATCH (e:Entity {id: $id})
WHERE e:Company OR e:Product
RETURN e {.id, .name} AS entity, COLLECT {
  CALL (e) {
    MATCH p = (e)<-[:TARGETS]-(m:Measure)
    RETURN p, m, 'targeted' AS directness
    UNION
    MATCH p = (e)<-[:RESTRICTS]-(m:Measure)
    RETURN p, m, 'restricted' AS directness
    UNION
    MATCH p = (e)-[:MAKES]->(:Product)<-[:RESTRICTS]-(m:Measure)
    RETURN p, m, 'makes' AS directness
    UNION
    MATCH p = (e)-[:MAKES]->{0,1}(:Product)-[:PART_OF]->{1,4}(:Product)<-[:RESTRICTS]-(m:Measure)
    RETURN p, m, 'part_of' AS directness
    UNION
    MATCH p = (e)<-[:OWNS]-{1,3}(:Company)<-[:TARGETS]-(m:Measure)
    RETURN p, m, 'owner' AS directness
    UNION
    MATCH p = (e)-[:BASED_IN]->(:Government)<-[:TARGETS]-(m:Measure)
    RETURN p, m, 'based_in' AS directness
  }
  WITH p, m, directness
  WHERE all(r IN relationships(p) WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    AND r.certainty IN ['asserted', 'disputed'])
  WITH m, directness, p, head(COLLECT {
    MATCH (m)-[:HAS_STATUS]->(q:StatusPeriod)
    WHERE q.valid_from <= $as_of < q.valid_to AND q.known_from <= $known_at < q.known_to
    RETURN q
    ORDER BY q.valid_from_latest <= $as_of < q.valid_to_earliest DESC, q.valid_from DESC
    LIMIT 1
  }) AS period
  // What has been lifted or superseded, or has expired, reaches nobody.
  WHERE period IS NULL OR NOT period.status IN ['lifted', 'expired', 'invalidated', 'superseded']
  RETURN {
    measure: m {.*},
    period: period {
      .*,
      valid_from: toString(period.valid_from), valid_from_latest: toString(period.valid_from_latest),
      valid_to: toString(period.valid_to), valid_to_earliest: toString(period.valid_to_earliest),
      known_from: toString(period.known_from), known_to: null
    },
    directness: directness,
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
    },
    exempts: COLLECT {
      MATCH (m)-[x:EXEMPTS]->(spared:Entity)
      WHERE spared IN nodes(p) AND x.valid_from <= $as_of < x.valid_to AND x.known_from <= $known_at < x.known_to
        AND x.fulfilled_by IS NULL
      RETURN x {
        .*,
        type: type(x),
        subject: {id: startNode(x).id, name: startNode(x).name},
        object: {id: endNode(x).id, name: endNode(x).name},
        valid_from: toString(x.valid_from), valid_from_latest: toString(x.valid_from_latest),
        valid_to: toString(x.valid_to), valid_to_earliest: toString(x.valid_to_earliest),
        known_from: toString(x.known_from), known_to: null
      }
      ORDER BY x.link_id
    }
  } AS path
} AS paths
