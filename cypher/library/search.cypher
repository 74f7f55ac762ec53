// title: Search by name or identifier
// question: Which entities go by this name, or by something like it?
// group: graph
// answers: GET /entities?q=
// param id: text = "" -- An id to be found exactly.
// param lucene: text -- Words in the query language of Lucene, as nvid* or nvdia~.
// param keys: text = "\"\"" -- Keys of names, which GET /entities?q= makes of its words.
// param kinds: texts = null -- Only these kinds.
// param limit: count = 50 -- How many at most.
// clocks: a name has no dates, so the two clocks do not bear on this one
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
