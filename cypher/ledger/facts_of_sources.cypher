// Facts to project again after a source's publication date was corrected.
UNWIND $ids AS id
MATCH (:Source {id: id})<-[:REPORTED_IN]-(s:Statement)
WHERE NOT s:Identity
RETURN DISTINCT s.fact_id AS fact_id, s.subject AS subject, s.predicate AS type, s.object AS object
