// As one writes it first: the path itself, then a row for each statement about it.
MATCH p = SHORTEST 1 (:Entity {id: $start})((:Entity)-[r WHERE r.valid_from <= date($as_of) < r.valid_to
  AND r.known_from <= datetime($known_at) < r.known_to]-(:Entity)){1,6}(:Entity {id: $end})
UNWIND relationships(p) AS link
MATCH (s:Statement {fact_id: link.fact_id})-[:REPORTED_IN]->(d:Source)
WHERE d.published_at <= datetime($known_at)
OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
RETURN startNode(link).id AS subject, type(link) AS type, endNode(link).id AS object, link.valid_from AS valid_from,
  link.valid_to AS valid_to, link.certainty AS certainty, s.id AS statement, s.stance AS stance, s.text AS text,
  who.name AS speaker, d.title AS title, d.publisher AS publisher, d.published_on AS published_on
