CALL db.index.fulltext.queryNodes('entity_names', $words, {limit: 20}) YIELD node, score
RETURN node.id AS id, node.name AS name, node.aliases AS aliases, score
