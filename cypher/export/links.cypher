// Relationships of a script. Each row has both ends, the type, the properties and the dates.
UNWIND $rows AS row
MATCH (a:Entity {id: row.subject}), (b:Entity {id: row.object})
MERGE (a)-[r:$(row.type) {link_id: row.link_id}]->(b)
SET
  r += row.properties,
  r.valid_from = date(row.valid_from),
  r.valid_from_latest = date(row.valid_from_latest),
  r.valid_to = date(row.valid_to),
  r.valid_to_earliest = date(row.valid_to_earliest),
  r.known_from = datetime(row.known_from)
