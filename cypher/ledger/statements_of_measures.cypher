// All statements about acts on the measures, with their sources. types: the acts that affect a measure's status.
UNWIND $measures AS id
MATCH (m:Measure {id: id})<-[:ABOUT]-(s:Statement)-[:REPORTED_IN]->(d:Source)
WHERE s.object = id AND s.predicate IN $types
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement, d {.*, published_at: null} AS source
