// facts: {fact_id, subject, type, object}
UNWIND $facts AS fact
MATCH (:Entity {id: fact.subject})-[r:$(fact.type) {fact_id: fact.fact_id}]->(:Entity {id: fact.object})
DELETE r
