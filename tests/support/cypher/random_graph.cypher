// nodes: {id, labels, dates}; links: {from, to, type, dates}. Add a random graph, in a transaction that is rolled back.
CALL () {
  UNWIND $nodes AS node
  CREATE (n:$(node.labels) {id: node.id})
  SET n += node.dates
}
CALL () {
  UNWIND $links AS link
  MATCH (a {id: link.from}), (b {id: link.to})
  CREATE (a)-[r:$(link.type)]->(b)
  SET r = link.dates
}
RETURN 1
