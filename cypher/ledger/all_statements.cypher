// The next statements by id, corrected ones too.
CALL () {
  MATCH (s:Statement)
  WHERE s.id > $after
  RETURN s
  ORDER BY s.id
  LIMIT $limit
  UNION ALL
  MATCH (s:Corrected)
  WHERE s.id > $after
  RETURN s
  ORDER BY s.id
  LIMIT $limit
}
WITH s
ORDER BY s.id
LIMIT $limit
RETURN s {.*, recorded_at: toString(s.recorded_at), known_from: null} AS properties
ORDER BY s.id
