// All statements about the entities, by them, or with their ids in properties.
CALL () {
  UNWIND $ids AS id
  MATCH (:Entity {id: id})<-[:ABOUT|MADE_BY]-(s:Statement|Corrected)
  RETURN s
  UNION
  MATCH (s:Statement|Corrected)
  WHERE s.properties IS NOT NULL AND any(id IN $ids WHERE s.properties CONTAINS '"' + id + '"')
  RETURN s
}
WITH s
WHERE NOT s:Identity
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement
