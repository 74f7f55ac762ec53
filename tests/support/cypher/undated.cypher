// Relationships without one of the four dates, statements without known_from, and dates that differ from their origin.
CALL () {
  MATCH ()-[r]->()
  WHERE r.valid_from IS NULL OR r.valid_to IS NULL OR r.known_from IS NULL OR r.known_to IS NULL
  RETURN type(r) AS what
  UNION ALL
  MATCH (s:Statement|Corrected)-[r:REPORTED_IN]->(d)
  WHERE coalesce(s.known_from <> d.published_at, true)
  RETURN 'statement' AS what
  UNION ALL
  MATCH (s:Statement|Corrected)-[r:ABOUT|MADE_BY|REPORTED_IN]->()
  WHERE coalesce(r.known_from <> s.known_from, true)
     OR r.valid_from <> date('0001-01-01') OR r.valid_to <> date('9999-12-31')
     OR r.known_to <> datetime('9999-12-31T00:00:00Z')
  RETURN 'evidence' AS what
  UNION ALL
  MATCH ()-[r:HAS_STATUS]->(p)
  WHERE properties(r) <> p {.valid_from, .valid_from_latest, .valid_to, .valid_to_earliest, .known_from, .known_to}
  RETURN 'status' AS what
}
RETURN what, count(*) AS number
