// Includes corrected statements.
UNWIND $ids AS id
MATCH (s:Statement|Corrected {id: id})
RETURN id
