// Also those that were corrected.
UNWIND $ids AS id
MATCH (s:Statement|Corrected {id: id})
RETURN id
