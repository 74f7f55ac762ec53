// All that was said about the acts on some measures; types are the acts that shape a measure's life.
UNWIND $measures AS id
MATCH (m:Measure {id: id})<-[:ABOUT]-(s:Statement)-[:REPORTED_IN]->(d:Source)
WHERE s.object = id AND s.predicate IN $types
RETURN s {.*, recorded_at: toString(s.recorded_at)} AS statement, d {.*, published_at: null} AS source
