// rows: {subject, type, object, properties, dates as text}. None of them is in the graph.
UNWIND $rows AS row
MATCH (a:Entity {id: row.subject})
MATCH (b:Entity {id: row.object})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties,
    r.valid_from = date(row.valid_from), r.valid_from_latest = date(row.valid_from_latest),
    r.valid_to = date(row.valid_to), r.valid_to_earliest = date(row.valid_to_earliest),
    r.known_from = datetime(row.known_from), r.known_to = datetime(row.known_to)
