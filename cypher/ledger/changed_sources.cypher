// The positions of rows whose source is missing, or has other properties. rows: {id, properties}
UNWIND range(0, size($rows) - 1) AS position
WITH position, $rows[position] AS row
OPTIONAL MATCH (d:Source {id: row.id})
WITH position, d, row.properties AS given
WHERE d IS NULL
  OR NOT coalesce(d {.*, revision: 0, published_at: 0} = given {.*, revision: 0, published_at: 0}, false)
RETURN collect(position) AS changed
