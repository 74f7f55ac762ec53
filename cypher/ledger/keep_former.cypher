// rows: {id, type, record}, with the previous version of the record as JSON
UNWIND $rows AS row
MATCH (n:Entity|Merged|Source {id: row.id})
MERGE (f:Former {id: row.id, revision: n.revision})
SET f.type = row.type, f.record = row.record
