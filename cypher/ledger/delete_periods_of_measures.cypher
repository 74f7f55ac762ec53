UNWIND $measures AS id
MATCH (:Measure {id: id})-[:HAS_STATUS]->(p:StatusPeriod)
DETACH DELETE p
