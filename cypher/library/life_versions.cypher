// title: Versions of a measure's status history
// question: How did the known status history of this measure change with each source?
// group: time
// answers: GET /picture/timeline
// param id: entity -- The measure.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// clocks: periods of all dates are listed, each with its dates
// A period was known from known_from until before known_to. Two with the same dates may be two versions.
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
