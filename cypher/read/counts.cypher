// title: How much there is
// question: How many entities, links and statements does the graph hold?
// group: graph
// answers: tradegraph db status
// param known_at: instant = now -- What could be known by then; a day means its end.
// clocks: what there is does not depend on the day for which it is asked
RETURN
  COUNT { MATCH (:Entity) } AS entities,
  COUNT { MATCH (:Entity)-[r]->(:Entity) WHERE r.known_from <= $known_at < r.known_to } AS links,
  COUNT { MATCH (:Statement) } AS statements
