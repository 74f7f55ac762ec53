// The facts with a statement, and the measures with a status.
OPTIONAL MATCH (s:Statement)
WHERE s.fact_id IN $fact_ids
WITH collect(DISTINCT s.fact_id) AS facts
CALL () {
  UNWIND $measures AS id
  MATCH (m:Measure {id: id})
  WHERE EXISTS { (m)-[:HAS_STATUS]->() }
  RETURN collect(id) AS measures
}
RETURN facts, measures
