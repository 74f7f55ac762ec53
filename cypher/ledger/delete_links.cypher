// rows: {id, subject, type, object}. Both ends by index: a type that is a parameter cannot use one, and hubs have many links.
UNWIND $rows AS row
MATCH (a:Entity {id: row.subject})-[r:$(row.type) {link_id: row.id}]->(b:Entity {id: row.object})
USING INDEX a:Entity(id)
USING INDEX b:Entity(id)
DELETE r
