// rows: {id, subject, type, object}
UNWIND $rows AS row
MATCH (a:Entity {id: row.subject})-[r:$(row.type) {link_id: row.id}]->(b:Entity {id: row.object})
DELETE r
