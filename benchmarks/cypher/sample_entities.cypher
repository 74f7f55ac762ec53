// Entities of a kind with a number of links, in an order that does not depend on it.
MATCH (n:$($kind))
WITH n.id AS id, COUNT { (n)-[]-(:Entity) } AS links
WHERE $least <= links <= $most
ORDER BY id
LIMIT 500
RETURN collect(id) AS ids
