// What was said, on a day that is known, in some sources; without what was corrected since.
UNWIND $ids AS id
MATCH (:Source {id: id})<-[:REPORTED_IN]-(s:Statement)
WHERE s.said_on IS NOT NULL
RETURN s {.*, recorded_at: toString(s.recorded_at)} AS statement
