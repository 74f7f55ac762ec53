// rows: as of source_row in graph/store/mapping.py
UNWIND $rows AS row
CREATE (d:Source)
SET d = row.properties, d.published_at = datetime(row.published_at), d.revision = 1
