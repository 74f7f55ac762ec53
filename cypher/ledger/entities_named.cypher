// Entities that have one of some names; lucene is those names as whole keys, in the query language of Lucene.
CALL db.index.fulltext.queryNodes('search_keys', $lucene) YIELD node
MATCH (n:Entity {id: node.id})
RETURN n {.*} AS properties
