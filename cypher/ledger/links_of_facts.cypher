// facts: {fact_id, subject, type, object}. Both ends by index: a type that is a parameter cannot use one, and hubs have many links.
UNWIND $facts AS fact
MATCH (a:Entity {id: fact.subject})-[r:$(fact.type)]->(b:Entity {id: fact.object})
USING INDEX a:Entity(id)
USING INDEX b:Entity(id)
RETURN r.link_id AS id, fact.subject AS subject, fact.type AS type, fact.object AS object
