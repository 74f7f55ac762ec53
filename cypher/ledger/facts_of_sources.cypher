// What has to be projected again when a source turns out to have been published on another day.
UNWIND $ids AS id
MATCH (:Source {id: id})<-[:REPORTED_IN]-(s:Statement)
WHERE NOT s:Identity
RETURN DISTINCT s.fact_id AS fact_id, s.subject AS subject, s.predicate AS type, s.object AS object
