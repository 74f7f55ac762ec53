// The next sources by id.
MATCH (d:Source)
WHERE d.id > $after
WITH d
ORDER BY d.id
LIMIT $limit
RETURN d {.*, published_at: null} AS properties
ORDER BY d.id
