// rows: as of statement_row in graph/store/mapping.py, with the source and recorded_at
UNWIND $rows AS row
MATCH (d:Source {id: row.source})
MATCH (a:Entity {id: row.subject})
MATCH (b:Entity {id: row.object})
OPTIONAL MATCH (who:Entity {id: row.said_by})
WITH row, d, a, b, who, {
  valid_from: date('0001-01-01'), valid_to: date('9999-12-31'), known_from: d.published_at,
  known_to: datetime('9999-12-31T00:00:00Z')
} AS known
CREATE (s:Statement)
SET s = row.properties, s.known_from = d.published_at, s.recorded_at = datetime(row.recorded_at), s.revision = 1
CREATE (s)-[r1:REPORTED_IN]->(d)
CREATE (s)-[r2:ABOUT]->(a)
CREATE (s)-[r3:ABOUT]->(b)
SET r1 = known, r2 = known, r3 = known
FOREACH (speaker IN CASE WHEN who IS NULL THEN [] ELSE [who] END |
  CREATE (s)-[r:MADE_BY]->(speaker)
  SET r = known
)
