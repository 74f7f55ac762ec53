// title: What was known of a measure's life, and from when
// question: How did what was known of this measure's life change with each source?
// group: time
// answers: GET /picture/timeline
// param id: entity -- The measure.
// param known_at: instant = now -- What could be known by then; a day means its end.
// clocks: periods of all days are listed, each with its dates
// A period counts from known_from on and before known_to; two with the same dates may be two versions.
MATCH (m:Measure {id: $id})
RETURN m {.*} AS measure, COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.known_from <= $known_at
  RETURN p {
    .status, .action, .rule, .scheduled, .fact_id, .statement_id,
    valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
    valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
    known_from: toString(p.known_from), known_to: CASE WHEN p.known_to <= $known_at THEN toString(p.known_to) END
  }
  ORDER BY p.known_from, p.valid_from, p.valid_to, p.period_id
} AS periods
