// rows: {id, keys}
UNWIND $rows AS row
MERGE (k:SearchKeys {id: row.id})
SET k += row.keys
