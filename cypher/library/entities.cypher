// title: All entities
// question: Which entities are there, of some kinds or of all?
// group: graph
// answers: GET /entities
// param kinds: texts = null -- Only these kinds.
// param after: text = "" -- Only ids that come after this one.
// param limit: count = 50 -- How many at most.
// clocks: that an entity is known has no dates, so the two clocks do not bear on this one
MATCH (n:Entity)
WHERE n.id > $after AND ($kinds IS NULL OR any(label IN labels(n) WHERE label IN $kinds))
WITH n
ORDER BY n.id
LIMIT $limit
RETURN collect(n {.*}) AS entities
