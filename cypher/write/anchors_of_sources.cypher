// What has to be projected again when a source turns out to have been published on another day.
UNWIND $ids AS id
MATCH (:Source {id: id})<-[:REPORTED_IN]-(s:Statement)
RETURN DISTINCT s.fact_id AS fact_id, s.predicate AS predicate, s.object AS object
