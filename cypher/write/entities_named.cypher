// Entities that go by one of some names; each name as a phrase in the query language of Lucene.
UNWIND $phrases AS phrase
CALL db.index.fulltext.queryNodes('entity_names', phrase, {limit: 25}) YIELD node
RETURN DISTINCT node {.*} AS properties
