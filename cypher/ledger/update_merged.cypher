// rows: {id, properties}. The record of an entity that was merged into another.
UNWIND $rows AS row
MATCH (n:Merged {id: row.id})
WITH n, row, n.into AS into
SET n = row.properties, n.into = into, n.revision = $revision
