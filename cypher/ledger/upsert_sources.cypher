// rows: {id, properties, published_at}
UNWIND $rows AS row
MERGE (d:Source {id: row.id})
SET d = row.properties, d.published_at = datetime(row.published_at),
    d.revision = $revision
