// title: Who met whom
// question: Which actors took part in the same events up to that day, how often, and when last?
// group: actors
// param actor: entity = null -- Only meetings of this actor.
// param as_of: date = today -- Events begun by that day count.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// Only events that were held, not those only expected or offered. fact_ids: that each of the two took part.
MATCH (a:Entity)-[one:TOOK_PART_IN]->(e:Event)<-[two:TOOK_PART_IN]-(b:Entity)
WHERE one.valid_from <= $as_of AND one.known_from <= $known_at < one.known_to
  AND two.valid_from <= $as_of AND two.known_from <= $known_at < two.known_to
  AND one.certainty IN ['asserted', 'disputed'] AND two.certainty IN ['asserted', 'disputed']
  AND CASE $actor WHEN a.id THEN true WHEN b.id THEN false ELSE $actor IS NULL AND a.id < b.id END
WITH a, b, e, max(one.valid_from) AS day, collect(one.fact_id) + collect(two.fact_id) AS facts
ORDER BY day, e.id
WITH a, b, collect(e.name) AS events, max(day) AS last, reduce(all = [], f IN collect(facts) | all + f) AS facts
RETURN
  a.id AS actor_id,
  a.name AS actor,
  b.id AS other_id,
  b.name AS other,
  size(events) AS times,
  last AS last_met_on,
  events,
  COLLECT { UNWIND facts AS fact RETURN DISTINCT fact ORDER BY fact } AS fact_ids
ORDER BY times DESC, last_met_on DESC, actor_id, other_id
LIMIT $limit
