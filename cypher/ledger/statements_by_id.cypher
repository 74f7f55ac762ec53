// Also those that were corrected.
UNWIND $ids AS id
MATCH (s:Statement|Corrected {id: id})
RETURN s {.*, recorded_at: toString(s.recorded_at)} AS statement
