MATCH (s:Statement|Corrected)
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS properties
ORDER BY s.recorded_at, s.id
