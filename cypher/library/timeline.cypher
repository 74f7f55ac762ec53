// title: The life of a measure
// question: When was this measure announced, in force, eased, suspended, lifted, and by which act?
// group: time
// answers: GET /measures/{id}/timeline
// param id: entity -- The measure.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
MATCH (m:Measure {id: $id})
RETURN m {.*} AS measure, COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.known_from <= $known_at < p.known_to
  RETURN p {
    .*, measure: m.id,
    valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
    valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
    known_from: toString(p.known_from), known_to: null
  }
  ORDER BY p.valid_from, p.valid_to, p.period_id
} AS periods, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
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
