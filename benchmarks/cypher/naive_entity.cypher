// As one writes it first: columns, one row for each type of link.
MATCH (e:Entity {id: $id})
OPTIONAL MATCH (e)-[r]-(:Entity)
WHERE r.valid_from <= date($as_of) < r.valid_to AND r.known_from <= datetime($known_at) < r.known_to
RETURN e.id AS id, e.name AS name, e.aliases AS aliases, type(r) AS type, startNode(r) = e AS outgoing,
  count(r) AS links, collect(r.fact_id)[..100] AS fact_ids
