UNWIND $ids AS id
MATCH (d:Source {id: id})
RETURN id, d {.*, published_at: null} AS properties
