// All statements about the facts in sources published by $known_at, with the sources.
UNWIND $fact_ids AS fact_id
MATCH (s:Statement {fact_id: fact_id})-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= $known_at
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement, d {.*, published_at: null} AS source
ORDER BY s.recorded_at, s.id
