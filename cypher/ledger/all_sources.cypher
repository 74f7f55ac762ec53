MATCH (d:Source)
RETURN d {.*, published_at: null} AS properties
ORDER BY d.id
