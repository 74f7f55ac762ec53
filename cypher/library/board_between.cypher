// title: The board of two sides
// question: Which measures of one side reach the other one, on a date?
// group: graph
// answers: GET /board
// param side: entity -- The side that acts: a government, an agency, an official or another actor.
// param other_side: entity -- The side that is reached.
// param rolled_up: boolean = true -- Include the agencies, courts and officials of a government or an agency.
// param most: count = 1500 -- Acts and targets at most: reading all links of a hub takes long.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// A measure reaches the other side if it targets it, one of its agencies, courts and officials, a company or an
// organization based there, or if it restricts a product that the other side's company makes.
MATCH (e:Entity {id: $side})
MATCH (f:Entity {id: $other_side})
CALL (e) {
  RETURN e AS w, [] AS ties
UNION
  MATCH (w:Agency|Court)-[ties:PART_OF]->{1,2}(e)
  WHERE $rolled_up AND e:Government|Agency
  RETURN w, ties
UNION
  MATCH (w:Official)-[office:HOLDS_OFFICE]->(e)
  WHERE $rolled_up AND e:Government|Agency|Court
  RETURN w, [office] AS ties
UNION
  MATCH (w:Official)-[office:HOLDS_OFFICE]->(:Agency|Court)-[parts:PART_OF]->{1,2}(e)
  WHERE $rolled_up AND e:Government|Agency
  RETURN w, [office] + parts AS ties
}
CALL (w, ties) {
  MATCH (w)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(m:Measure)
  WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL AND $as_of < r.valid_to
    AND all(t IN ties WHERE t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']
      AND t.valid_from <= r.valid_from_latest AND r.valid_from < t.valid_to)
    AND (r.valid_from <= $as_of
      OR r.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND date(r.known_from) <= $as_of)
  RETURN m, r
}
WITH f, m, w, r
LIMIT $most
WITH f, m, collect(DISTINCT {member: w.id, relation: 'itself', link: r}) AS acts
CALL (f, m) {
  MATCH (m)-[r:TARGETS]->(x:Entity)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    AND (x = f OR $rolled_up AND EXISTS {
      MATCH (x)-[t:HOLDS_OFFICE|PART_OF|BASED_IN]->{1,3}(f)
      WHERE all(one IN t WHERE one.valid_from <= $as_of < one.valid_to AND one.known_from <= $known_at < one.known_to)
    })
  RETURN r, x
  LIMIT 5
UNION ALL
  MATCH (m)-[r:RESTRICTS]->(x:Product)<-[makes:MAKES]-(maker:Company)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    AND makes.valid_from <= $as_of < makes.valid_to AND makes.known_from <= $known_at < makes.known_to
    AND maker = f
  RETURN r, x
  LIMIT 5
}
WITH m, acts, collect(DISTINCT {member: x.id, relation: 'itself', link: r}) AS reaches
WHERE size(reaches) > 0
UNWIND acts + reaches AS one
WITH m, one.member AS member, one.relation AS relation, one.link AS r
ORDER BY m.id, type(r), r.valid_from, r.link_id
RETURN collect({
  member: member,
  relation: relation,
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
