// title: Search by name or identifier
// question: Which entities have this name, identifier or a similar one?
// group: graph
// answers: GET /entities?q=
// param id: text = "" -- An exact id.
// param lucene: text -- Words in Lucene's query syntax, such as nvid* or nvdia~.
// param keys: text = "\"\"" -- Search keys of names, as GET /entities?q= makes them from its words.
// param kinds: texts = null -- Only these kinds.
// param limit: count = 50 -- Maximum number of rows.
// clocks: a name has no dates, so neither clock applies
CALL () {
  MATCH (n:Entity {id: $id})
  RETURN n, 1000.0 AS score
  UNION
  CALL db.index.fulltext.queryNodes('entity_names', $lucene) YIELD node, score
  RETURN node AS n, score
  UNION
  CALL db.index.fulltext.queryNodes('search_keys', $keys) YIELD node, score
  MATCH (n:Entity {id: node.id})
  RETURN n, score
}
WITH n, max(score) AS score
WHERE $kinds IS NULL OR any(label IN labels(n) WHERE label IN $kinds)
WITH n, score
ORDER BY score DESC, n.id
LIMIT $limit
RETURN collect(n {.*}) AS entities
