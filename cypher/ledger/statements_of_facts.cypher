// All that was said about some facts, with where it was published.
UNWIND $fact_ids AS fact_id
MATCH (s:Statement {fact_id: fact_id})-[:REPORTED_IN]->(d:Source)
RETURN s {.*, recorded_at: toString(s.recorded_at)} AS statement, d {.*, published_at: null} AS source
