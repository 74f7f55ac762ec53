// Entities whose names have keys in common with those asked for, best first. lucene: the keys of each name, separated by
// blanks. kinds: only these, or null. found: nodes taken from the index for each name; most: entities of them at most.
UNWIND range(0, size($lucene) - 1) AS place
CALL (place) {
  CALL db.index.fulltext.queryNodes('name_keys', $lucene[place], {limit: $found}) YIELD node, score
  MATCH (n:Entity {id: node.id})
  WHERE $kinds IS NULL OR any(label IN labels(n) WHERE label IN $kinds)
  WITH n, score
  ORDER BY score DESC, n.id
  LIMIT $most
  RETURN collect(n {.*}) AS entities
}
RETURN place, entities
