// Give the relationships to status periods the dates of the periods, if an older version wrote them without.
MATCH (:Measure)-[r:HAS_STATUS]->(p:StatusPeriod)
WHERE r.valid_from IS NULL
WITH r, p
LIMIT $limit
SET r = p {.valid_from, .valid_from_latest, .valid_to, .valid_to_earliest, .known_from, .known_to}
RETURN count(r) AS dated
