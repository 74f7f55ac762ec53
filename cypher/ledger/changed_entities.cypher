// The positions of rows whose entity is missing, or has other properties. rows: {id, properties}
UNWIND range(0, size($rows) - 1) AS position
WITH position, $rows[position] AS row
OPTIONAL MATCH (n:Entity {id: row.id})
WITH position, n, row.properties AS given
WHERE n IS NULL OR NOT coalesce(n {.*, revision: 0} = given {.*, revision: 0}, false)
RETURN collect(position) AS changed
