// The statements that join two records into one entity, or part them, and were not corrected.
MATCH (s:Identity&Statement)
RETURN s {.*, recorded_at: toString(s.recorded_at)} AS statement
