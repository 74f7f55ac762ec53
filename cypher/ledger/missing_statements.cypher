// The ids without a statement. Corrected statements count. One record: rows take longer to send than to find.
UNWIND $ids AS id
OPTIONAL MATCH (s:Statement|Corrected {id: id})
WITH id, s
WHERE s IS NULL
RETURN collect(id) AS missing
