// A corrected record is retained, but no query sees it as a statement.
UNWIND $ids AS id
MATCH (s:Statement {id: id})
SET s:Corrected
REMOVE s:Statement
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS statement
