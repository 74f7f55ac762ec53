UNWIND $measures AS id
MATCH (:Measure {id: id})-[:HAS_STATUS]->(p:StatusPeriod)
RETURN p.period_id AS id
