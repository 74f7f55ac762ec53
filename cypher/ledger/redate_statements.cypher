// Update the dates of all statements in the sources, after the publication date of a source was corrected.
UNWIND $ids AS id
MATCH (d:Source {id: id})<-[:REPORTED_IN]-(s:Statement|Corrected)
WHERE s.known_from <> d.published_at
SET s.known_from = d.published_at
WITH s
MATCH (s)-[r:ABOUT|MADE_BY|REPORTED_IN]->()
SET r.known_from = s.known_from
