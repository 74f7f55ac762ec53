// rows: {id, source, subject, object, properties, recorded_at}. A statement is never changed once it is there.
UNWIND $rows AS row
MATCH (d:Source {id: row.source})
MATCH (a:Entity {id: row.subject})
MATCH (b:Entity {id: row.object})
MERGE (s:Statement {id: row.id})
ON CREATE SET s += row.properties, s.recorded_at = datetime(row.recorded_at)
MERGE (s)-[:REPORTED_IN]->(d)
MERGE (s)-[:ABOUT]->(a)
MERGE (s)-[:ABOUT]->(b)
RETURN count(s) AS written
