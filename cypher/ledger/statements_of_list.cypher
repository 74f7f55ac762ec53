// Statements of all editions of a list, in the order of publication; on one day, closings come before what begins.
MATCH (d:Source)
WHERE d.id STARTS WITH $prefix
MATCH (s:Statement)-[:REPORTED_IN]->(d)
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement, d.id AS source
ORDER BY d.published_on, s.valid_to IS NULL, s.id
