// rows: {id, source, identity, properties, recorded_at}. An existing statement is never changed.
// A statement is known from its source's publication on. The dates of its relationships never end.
UNWIND $rows AS row
MATCH (d:Source {id: row.source})
MERGE (s:Statement {id: row.id})
ON CREATE SET s += row.properties, s.known_from = d.published_at, s.recorded_at = datetime(row.recorded_at),
  s.revision = $revision
MERGE (s)-[r:REPORTED_IN]->(d)
ON CREATE SET r.valid_from = date('0001-01-01'), r.valid_to = date('9999-12-31'),
  r.known_from = s.known_from, r.known_to = datetime('9999-12-31T00:00:00Z')
WITH s, row
WHERE row.identity
SET s:Identity
