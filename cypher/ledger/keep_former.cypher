// rows: {id, type, record}, the record as JSON: what it said until now.
UNWIND $rows AS row
MATCH (n:Entity|Merged|Source {id: row.id})
MERGE (f:Former {id: row.id, revision: n.revision})
SET f.type = row.type, f.record = row.record
