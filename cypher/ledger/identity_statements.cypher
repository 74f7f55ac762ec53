// Statements that two records are, or are not, one entity, without corrected ones.
MATCH (s:Identity&Statement)
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement
