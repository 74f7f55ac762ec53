// Statements, none of which is in the graph, and the links of facts that only they are about.
//
// entities and sources are ids: rows name them by position, so that each is looked up once. Dates are text, each once.
// rows: {about, said_by, source, recorded_at, properties, links}; about and said_by are lists of positions.
// links: {type, properties, dates}, from the first entity in about to the second.
// dates: lists of six positions, four in days and two in instants.
// A statement is known from its source's publication on. The dates of its relationships never end.
UNWIND range(0, size($entities) - 1) AS position
MATCH (e:Entity {id: $entities[position]})
WITH position, e
ORDER BY position
WITH collect(e) AS entities
CALL () {
  UNWIND range(0, size($sources) - 1) AS position
  MATCH (d:Source {id: $sources[position]})
  WITH position, d
  ORDER BY position
  RETURN collect(d) AS sources
}
// If one were missing, positions would name others: then nothing is written, which the caller reports.
WITH entities, sources
WHERE size(entities) = size($entities) AND size(sources) = size($sources)
WITH entities, sources, [t IN $days | date(t)] AS days, [t IN $instants | datetime(t)] AS instants,
  {valid_from: date('0001-01-01'), valid_to: date('9999-12-31'), known_to: datetime('9999-12-31T00:00:00Z')} AS always
WITH entities, sources, instants, always, [d IN $dates | {
  valid_from: days[d[0]], valid_from_latest: days[d[1]], valid_to: days[d[2]], valid_to_earliest: days[d[3]],
  known_from: instants[d[4]], known_to: instants[d[5]]
}] AS dates
UNWIND $rows AS row
WITH row, always, dates, sources[row.source] AS d, instants[row.recorded_at] AS recorded_at,
  [position IN row.about | entities[position]] AS about, [position IN row.said_by | entities[position]] AS speakers
WITH row, dates, d, recorded_at, about, speakers, about[0] AS a, about[1] AS b,
  always {.*, known_from: d.published_at} AS known
CREATE (s:Statement)
SET s = row.properties, s.known_from = known.known_from, s.recorded_at = recorded_at, s.revision = $revision
CREATE (s)-[reported:REPORTED_IN]->(d)
SET reported = known
FOREACH (e IN about |
  CREATE (s)-[r:ABOUT]->(e)
  SET r = known
)
FOREACH (e IN speakers |
  CREATE (s)-[r:MADE_BY]->(e)
  SET r = known
)
FOREACH (link IN row.links |
  CREATE (a)-[r:$(link.type)]->(b)
  SET r = link.properties
  SET r += dates[link.dates]
)
RETURN count(*) AS created
