// title: Size of the graph
// question: How many entities, links and statements are in the graph, and when was its latest source published?
// group: graph
// answers: GET /stats
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// clocks: the contents of the graph do not depend on as_of
RETURN
  COUNT { MATCH (:Entity) } AS entities,
  COUNT { MATCH (:Entity)-[r]->(:Entity) WHERE r.known_from <= $known_at < r.known_to } AS links,
  COUNT { MATCH (:Statement) } AS statements,
  COUNT { MATCH (:Source) } AS sources,
  COUNT { MATCH (:Measure) } AS measures,
  head(COLLECT {
    MATCH (d:Source)
    WHERE d.published_at <= $known_at
    // A source dated by a month or a year may have been published on its first day.
    RETURN date(substring(d.published_on + '-01-01', 0, 10)) AS day ORDER BY day DESC LIMIT 1
  }) AS latest_source
