// Entities to choose from in a form, by name, up to a limit.
MATCH (e:Entity)
WITH e ORDER BY e.name, e.id LIMIT $limit
RETURN e.id AS id, e.name AS name
