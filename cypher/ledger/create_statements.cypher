// rows: {id, source, identity, properties, recorded_at}. A statement is never changed once it is there.
UNWIND $rows AS row
MATCH (d:Source {id: row.source})
MERGE (s:Statement {id: row.id})
ON CREATE SET s += row.properties, s.recorded_at = datetime(row.recorded_at), s.revision = $revision
MERGE (s)-[:REPORTED_IN]->(d)
WITH s, row
WHERE row.identity
SET s:Identity
