// rows: as of period_row in graph/store/mapping.py
UNWIND $rows AS row
MATCH (m:Measure {id: row.measure})
CREATE (m)-[r:HAS_STATUS]->(p:StatusPeriod {period_id: row.id})
SET p += row.properties,
    p.valid_from = date(row.valid_from), p.valid_from_latest = date(row.valid_from_latest),
    p.valid_to = date(row.valid_to), p.valid_to_earliest = date(row.valid_to_earliest),
    p.known_from = datetime(row.known_from), p.known_to = datetime(row.known_to)
SET r = p {.valid_from, .valid_from_latest, .valid_to, .valid_to_earliest, .known_from, .known_to}
