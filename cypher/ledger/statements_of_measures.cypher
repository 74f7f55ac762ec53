// All statements about acts on the measures, and their sources, in one record. types: the acts that affect a measure's status.
UNWIND $measures AS id
MATCH (m:Measure {id: id})<-[:ABOUT]-(s:Statement)-[:REPORTED_IN]->(d:Source)
WHERE s.object = id AND s.predicate IN $types
WITH collect(s {.*, recorded_at: toString(s.recorded_at), known_from: null}) AS statements, collect(DISTINCT d) AS sources
RETURN statements, [d IN sources | d {.*, published_at: null}] AS sources
