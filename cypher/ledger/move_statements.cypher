// rows: those of create_statements. What they name goes by another id than before.
UNWIND $rows AS row
MATCH (s:Statement|Corrected {id: row.id})
SET s.subject = row.subject, s.object = row.object, s.said_by = row.said_by, s.fact_id = row.properties.fact_id,
    s.properties = row.properties.properties, s.as_recorded = row.properties.as_recorded
WITH s
MATCH (s)-[r:ABOUT|MADE_BY]->()
DELETE r
