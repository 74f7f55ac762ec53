// Statements with a known date in the sources, without corrected ones.
UNWIND $ids AS id
MATCH (:Source {id: id})<-[:REPORTED_IN]-(s:Statement)
WHERE s.said_on IS NOT NULL
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement
