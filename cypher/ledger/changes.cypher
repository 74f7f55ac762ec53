// Records in the order in which they were loaded, after ($revision, $key). again: an earlier version existed.
CALL () {
  MATCH (n:Entity) WHERE n.revision >= $revision AND (n.revision > $revision OR 'entity ' + n.id > $key)
  RETURN 'entity' AS type, n
  ORDER BY n.revision, n.id LIMIT $limit
  UNION ALL
  MATCH (n:Merged) WHERE n.revision >= $revision AND (n.revision > $revision OR 'entity ' + n.id > $key)
  RETURN 'entity' AS type, n
  ORDER BY n.revision, n.id LIMIT $limit
  UNION ALL
  MATCH (n:Source) WHERE n.revision >= $revision AND (n.revision > $revision OR 'source ' + n.id > $key)
  RETURN 'source' AS type, n
  ORDER BY n.revision, n.id LIMIT $limit
  UNION ALL
  MATCH (n:Statement) WHERE n.revision >= $revision AND (n.revision > $revision OR 'statement ' + n.id > $key)
  RETURN 'statement' AS type, n
  ORDER BY n.revision, n.id LIMIT $limit
  UNION ALL
  MATCH (n:Corrected) WHERE n.revision >= $revision AND (n.revision > $revision OR 'statement ' + n.id > $key)
  RETURN 'statement' AS type, n
  ORDER BY n.revision, n.id LIMIT $limit
  UNION ALL
  MATCH (n:Former) WHERE n.revision >= $revision AND (n.revision > $revision OR n.type + ' ' + n.id > $key)
  RETURN n.type AS type, n
  ORDER BY n.revision, n.id LIMIT $limit
}
WITH type, n
ORDER BY n.revision, type, n.id
LIMIT $limit
MATCH (v:Revision {revision: n.revision})
RETURN
  type,
  n.id AS id,
  n.revision AS revision,
  toString(v.recorded_at) AS recorded_at,
  n {.*, recorded_at: toString(n.recorded_at), published_at: null, known_from: null} AS properties,
  EXISTS { MATCH (f:Former {id: n.id}) WHERE f.revision < n.revision } AS again
ORDER BY revision, type, id
