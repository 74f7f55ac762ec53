// Entities with one of the given names. lucene: the names as whole keys, in Lucene's query syntax.
CALL db.index.fulltext.queryNodes('search_keys', $lucene) YIELD node
MATCH (n:Entity {id: node.id})
RETURN n {.*} AS properties
