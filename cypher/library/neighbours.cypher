// title: Neighbours of some entities
// question: Which entities are linked with these on a date, those with the most links first?
// group: graph
// answers: GET /graph
// param ids: entities -- The entities.
// param types: texts = null -- Only along these relationship types.
// param kinds: texts = null -- Only neighbours of these kinds.
// param seen: entities = null -- Entities to leave out.
// param as_of: date = today -- The date you ask about; null means any date.
// param first_on: date = null -- Entities linked on this date come first.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// param most: count = 2000 -- The most links that are considered of each of these entities.
// param limit: count = 300 -- Maximum number of rows.
// fact_ids: for each of ids in the same order, a fact that links it.
// The types are written out, because the statements about an entity are relationships too.
UNWIND $ids AS id
CALL (id) {
  MATCH (e:Entity {id: id})-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS|EXCHANGED_FOR
        |NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(o:Entity)
  WHERE ($as_of IS NULL OR r.valid_from <= $as_of < r.valid_to) AND r.known_from <= $known_at < r.known_to
    AND ($types IS NULL OR type(r) IN $types)
    AND ($kinds IS NULL OR any(label IN labels(o) WHERE label IN $kinds))
    AND NOT o.id IN $ids AND NOT o.id IN coalesce($seen, [])
  RETURN r, o
  LIMIT $most
}
WITH o.id AS id, count(r) AS links, min(r.fact_id) AS fact_id,
  count(CASE WHEN r.valid_from <= $first_on < r.valid_to THEN 1 END) > 0 AS linked
ORDER BY linked DESC, links DESC, id
LIMIT $limit
RETURN collect(id) AS ids, collect(fact_id) AS fact_ids
