// Includes corrected statements.
UNWIND $ids AS id
MATCH (s:Statement|Corrected {id: id})
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement
