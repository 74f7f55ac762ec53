// title: One entity
// question: What is this, by which names and numbers is it known, and how many links of each type has it?
// group: graph
// answers: GET /entities/{id}
// param id: entity -- The entity.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// fact_ids: of the links that are counted, those that the most sources report first.
MATCH (e:Entity {id: $id})
RETURN
  e {.*} AS entity,
  COLLECT {
    MATCH (e)-[r]->(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    WITH type(r) AS type, count(*) AS n
    RETURN {type: type, n: n}
  } AS out,
  COLLECT {
    MATCH (e)<-[r]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    WITH type(r) AS type, count(*) AS n
    RETURN {type: type, n: n}
  } AS in,
  COLLECT {
    MATCH (e)-[r]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    WITH r.fact_id AS fact_id, max(r.n_sources) AS n_sources
    RETURN fact_id
    ORDER BY n_sources DESC, fact_id
    LIMIT 100
  } AS fact_ids,
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
