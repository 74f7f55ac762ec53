// As one writes it first: one row for each link, with dates as they are.
MATCH (e:Entity {id: $id})-[r]-(o:Entity)
WHERE r.valid_from <= date($as_of) < r.valid_to AND r.known_from <= datetime($known_at) < r.known_to
RETURN r.link_id AS link_id, r.fact_id AS fact_id, type(r) AS type, startNode(r) = e AS outgoing, o.id AS other,
  o.name AS other_name, r.valid_from AS valid_from, r.valid_from_latest AS valid_from_latest, r.valid_to AS valid_to,
  r.valid_to_earliest AS valid_to_earliest, r.known_from AS known_from, r.known_to AS known_to,
  r.certainty AS certainty, r.n_sources AS n_sources, r.statement_id AS statement_id
ORDER BY type, valid_from, link_id
LIMIT 100
