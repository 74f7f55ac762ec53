// All statements about the facts, and their sources, in one record.
UNWIND $fact_ids AS fact_id
MATCH (s:Statement {fact_id: fact_id})-[:REPORTED_IN]->(d:Source)
WITH collect(s {.*, recorded_at: toString(s.recorded_at), known_from: null}) AS statements, collect(DISTINCT d) AS sources
RETURN statements, [d IN sources | d {.*, published_at: null}] AS sources
