// The next entities and merged entities by id. Pages in the order of an index need little memory in Neo4j.
CALL () {
  MATCH (n:Entity)
  WHERE n.id > $after
  RETURN n
  ORDER BY n.id
  LIMIT $limit
  UNION ALL
  MATCH (n:Merged)
  WHERE n.id > $after
  RETURN n
  ORDER BY n.id
  LIMIT $limit
}
WITH n
ORDER BY n.id
LIMIT $limit
RETURN properties(n) AS properties
ORDER BY n.id
