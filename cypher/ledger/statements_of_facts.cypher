// All statements about the facts, with their sources.
UNWIND $fact_ids AS fact_id
MATCH (s:Statement {fact_id: fact_id})-[:REPORTED_IN]->(d:Source)
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement, d {.*, published_at: null} AS source
