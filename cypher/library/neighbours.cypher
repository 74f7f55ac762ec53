// title: Neighbours of some entities
// question: Which entities are linked with these on a date, the most closely linked first?
// group: graph
// answers: GET /graph
// param ids: entities -- The entities.
// param types: texts = null -- Only along these types of relationship.
// param kinds: texts = null -- Only neighbours of these kinds.
// param seen: entities = null -- Entities to leave out.
// param as_of: date = today -- The day for which it is asked; where it is null, neighbours of any day.
// param first_on: date = null -- Those that are linked on this day come first.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 300 -- How many at most.
// fact_ids: for each of ids in turn, a fact that links it.
UNWIND $ids AS id
MATCH (e:Entity {id: id})-[r]-(o:Entity)
WHERE ($as_of IS NULL OR r.valid_from <= $as_of < r.valid_to) AND r.known_from <= $known_at < r.known_to
  AND ($types IS NULL OR type(r) IN $types)
  AND ($kinds IS NULL OR any(label IN labels(o) WHERE label IN $kinds))
  AND NOT o.id IN $ids AND NOT o.id IN coalesce($seen, [])
WITH o.id AS id, count(r) AS links, min(r.fact_id) AS fact_id,
  count(CASE WHEN r.valid_from <= $first_on < r.valid_to THEN 1 END) > 0 AS linked
ORDER BY linked DESC, links DESC, id
LIMIT $limit
RETURN collect(id) AS ids, collect(fact_id) AS fact_ids
