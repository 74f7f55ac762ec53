// facts: {fact_id, subject, type, object}
UNWIND $facts AS fact
MATCH (a:Entity {id: fact.subject})-[r:$(fact.type)]->(b:Entity {id: fact.object})
RETURN r.link_id AS id, fact.subject AS subject, fact.type AS type, fact.object AS object
