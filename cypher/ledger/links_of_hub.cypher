// A part of the links of an entity, in the order in which Neo4j stores them: nothing is sorted. That order changes for
// new links, not for those that are there. scanned: how many links were looked at. hub_place: the place of a link in
// that order. The types are written out, because the statements about the entity are relationships too.
MATCH (e:Entity {id: $id})-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED
      |EXTENDED|LIFTED|INVALIDATED|RESTRICTS|TARGETS|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS|EASES|LIFTS|EXCHANGED_FOR
      |NEGOTIATES_WITH|TOOK_PART_IN|HELD_IN|PARTY_TO|SEEKS|OPPOSES|COMMENTED_ON]-(:Entity)
WITH e, r
SKIP $skip
LIMIT $scan
WITH e, collect(r) AS part
RETURN size(part) AS scanned, COLLECT {
  UNWIND range(0, size(part) - 1) AS place
  WITH e, place, part[place] AS r
  WITH e, place, r, CASE startNode(r) WHEN e THEN endNode(r) ELSE startNode(r) END AS o
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
    AND ($direction = 'both' OR ($direction = 'out') = (startNode(r) = e))
    AND ($types IS NULL OR type(r) IN $types)
    AND ($kinds IS NULL OR any(label IN labels(o) WHERE label IN $kinds))
  RETURN r {
    .*,
    type: type(r),
    hub_place: $skip + place,
    subject: {id: startNode(r).id, name: startNode(r).name},
    object: {id: endNode(r).id, name: endNode(r).name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null
  }
  LIMIT $limit
} AS links
