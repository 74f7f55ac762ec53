// rows: as of statement_row in graph/store/mapping.py
UNWIND $rows AS row
MATCH (d:Source {id: row.source})
MATCH (a:Entity {id: row.subject})
MATCH (b:Entity {id: row.object})
OPTIONAL MATCH (who:Entity {id: row.said_by})
CREATE (s:Statement)
SET s = row.properties, s.recorded_at = datetime(row.recorded_at), s.revision = 1
CREATE (s)-[:REPORTED_IN]->(d)
CREATE (s)-[:ABOUT]->(a)
CREATE (s)-[:ABOUT]->(b)
FOREACH (speaker IN CASE WHEN who IS NULL THEN [] ELSE [who] END | CREATE (s)-[:MADE_BY]->(speaker))
