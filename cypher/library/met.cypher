// title: Who met whom
// question: Which actors took part in the same events up to that day, how often, and when last?
// group: actors
// param actor: entity = null -- Only meetings of this actor.
// param as_of: date = today -- Events begun by that day count.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// Only events that were held, not those only expected or offered; an actor and whom it acts for did not meet.
// last_began_on: the first day of the last of them, where it is known. fact_ids: that each of the two took part.
MATCH (a:Entity)-[one:TOOK_PART_IN]->(e:Event)<-[two:TOOK_PART_IN]-(b:Entity)
WHERE one.valid_from <= $as_of AND one.known_from <= $known_at < one.known_to
  AND two.valid_from <= $as_of AND two.known_from <= $known_at < two.known_to
  AND one.certainty IN ['asserted', 'disputed'] AND two.certainty IN ['asserted', 'disputed']
  AND CASE $actor WHEN a.id THEN true WHEN b.id THEN false ELSE $actor IS NULL AND a.id < b.id END
  AND NOT EXISTS {
    MATCH (a)(()-[t:HOLDS_OFFICE|WORKS_FOR|PART_OF]->()
      WHERE t.valid_from <= one.valid_from_latest AND one.valid_from < t.valid_to
        AND t.known_from <= $known_at < t.known_to){1,3}(b)
  }
  AND NOT EXISTS {
    MATCH (b)(()-[t:HOLDS_OFFICE|WORKS_FOR|PART_OF]->()
      WHERE t.valid_from <= one.valid_from_latest AND one.valid_from < t.valid_to
        AND t.known_from <= $known_at < t.known_to){1,3}(a)
  }
WITH a, b, e, min(one.valid_from) AS first, collect(one.fact_id) + collect(two.fact_id) AS facts
ORDER BY coalesce(toString(e.starts_on), toString(first)), e.id
WITH a, b, collect(e) AS events, reduce(found = [], some IN collect(facts) | found + some) AS facts
RETURN
  a.id AS actor_id,
  a.name AS actor,
  b.id AS other_id,
  b.name AS other,
  size(events) AS times,
  events[-1].starts_on AS last_began_on,
  [e IN events | e.name] AS events,
  COLLECT { UNWIND facts AS fact RETURN DISTINCT fact ORDER BY fact } AS fact_ids
ORDER BY times DESC, actor_id, other_id
LIMIT $limit
