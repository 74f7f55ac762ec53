// The best twenty by Lucene's score.
CALL db.index.fulltext.queryNodes('entity_names', $words, {limit: 20}) YIELD node, score
RETURN collect(node {.*, score: score}) AS entities
