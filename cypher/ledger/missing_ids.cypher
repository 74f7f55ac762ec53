// The ids of no entity, merged entity, source or statement.
UNWIND $ids AS id
OPTIONAL MATCH (n:Entity|Merged|Source|Statement|Corrected {id: id})
WITH id, n
WHERE n IS NULL
RETURN collect(id) AS missing
