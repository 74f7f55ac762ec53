// title: How much there is
// question: How many entities, links and statements does the graph hold, and of which day is its latest source?
// group: graph
// answers: GET /stats
// param known_at: instant = now -- What could be known by then; a day means its end.
// clocks: what there is does not depend on the day for which it is asked
RETURN
  COUNT { MATCH (:Entity) } AS entities,
  COUNT { MATCH (:Entity)-[r]->(:Entity) WHERE r.known_from <= $known_at < r.known_to } AS links,
  COUNT { MATCH (:Statement) } AS statements,
  COUNT { MATCH (:Source) } AS sources,
  COUNT { MATCH (:Measure) } AS measures,
  head(COLLECT {
    MATCH (d:Source)
    WHERE d.published_at <= $known_at
    // One dated by a month or a year alone may have come out on its first day.
    RETURN date(substring(d.published_on + '-01-01', 0, 10)) AS day ORDER BY day DESC LIMIT 1
  }) AS latest_source
