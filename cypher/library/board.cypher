// title: The board of an entity
// question: What did this entity do, what was done to it, and what is it part of, on a date?
// group: graph
// answers: GET /board
// param id: entity -- The entity.
// param bodies: entities = null -- Those whose acts and aims count: its agencies and officials; default: itself.
// param reached: entities = null -- Those through which a measure targets it, such as its owners; default: itself.
// param products: entities = null -- Those through which a measure restricts it, as what it makes; default: itself.
// param most: count = 1500 -- Links in one place at most: reading all links of a hub takes long.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// member: the end of the link that is the entity, or one of the others given. Plans are listed from the day when they
// were known.
CALL () {
  MATCH (w:Entity)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(:Measure|Agreement)
  WHERE w.id IN coalesce($bodies, [$id])
    AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL AND $as_of < r.valid_to
    AND (r.valid_from <= $as_of
      OR r.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND date(r.known_from) <= $as_of)
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity)<-[r:TARGETS]-(:Measure)
  WHERE w.id IN coalesce($reached, [$id])
    AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity)<-[r:RESTRICTS]-(:Measure)
  WHERE w.id IN coalesce($products, [$id])
    AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity)-[r:SEEKS|OPPOSES|NEGOTIATES_WITH|TOOK_PART_IN|COMMENTED_ON]->(:Entity)
  WHERE w.id IN coalesce($bodies, [$id])
    AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity)<-[r:NEGOTIATES_WITH]-(:Entity)
  WHERE w.id IN coalesce($bodies, [$id])
    AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity {id: $id})
    -[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|HELD_IN|PARTY_TO|RETALIATES_FOR|SUPERSEDES
    |SUSPENDS|EASES|LIFTS|EXCHANGED_FOR]->(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity {id: $id})-[r:TARGETS|RESTRICTS]->(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity {id: $id})-[r:EXEMPTS]->(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity {id: $id})<-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]-(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity {id: $id})
    <-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|OWNS|LINKED_TO|HELD_IN|PARTY_TO|EXEMPTS|RETALIATES_FOR|SUPERSEDES|SUSPENDS
    |EASES|LIFTS|EXCHANGED_FOR]-(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity {id: $id})<-[r:MAKES|BASED_IN]-(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
UNION ALL
  MATCH (w:Entity {id: $id})<-[r:SEEKS|OPPOSES|COMMENTED_ON|TOOK_PART_IN]-(:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN w, r
  LIMIT $most
}
WITH DISTINCT w, r
ORDER BY type(r), r.valid_from, r.link_id, w.id
RETURN collect({
  member: w.id,
  link: r {
    .*,
    type: type(r),
    subject: {id: startNode(r).id, name: startNode(r).name},
    object: {id: endNode(r).id, name: endNode(r).name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null
  }
}) AS links
