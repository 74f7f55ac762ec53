// What was recorded wrongly is kept, and is no statement to any query.
UNWIND $ids AS id
MATCH (s:Statement {id: id})
SET s:Corrected
REMOVE s:Statement
RETURN s {.*, recorded_at: toString(s.recorded_at)} AS statement
