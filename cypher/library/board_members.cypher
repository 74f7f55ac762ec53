// title: What an entity includes, and what ties it to measures
// question: Which agencies, officials, parts, products, owners and country does this entity have on a date?
// group: graph
// answers: GET /board
// param id: entity -- The entity.
// param rolled_up: boolean = true -- Include the agencies, courts and officials of a government or an agency.
// param most: count = 1500 -- Maximum number of members.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// Officials are those who held an office until that date: an act counts for the office held on the day of the act.
MATCH (e:Entity {id: $id})
CALL (e) {
  RETURN e AS w, 'itself' AS relation, [] AS ties
UNION ALL
  MATCH (w:Agency|Court)
    ((:Agency|Court)-[t:PART_OF WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->()){1,2}
    (e:Government|Agency)
  WHERE $rolled_up
  RETURN w, 'body' AS relation, t AS ties
UNION ALL
  MATCH (w:Official)-[office:HOLDS_OFFICE]->(at:Agency|Court|Government)
  WHERE $rolled_up AND at = e AND office.known_from <= $known_at < office.known_to
    AND office.valid_from <= $as_of AND office.certainty IN ['asserted', 'disputed']
  RETURN w, 'official' AS relation, [office] AS ties
UNION ALL
  MATCH (w:Official)-[office:HOLDS_OFFICE WHERE office.known_from <= $known_at < office.known_to
    AND office.valid_from <= $as_of AND office.certainty IN ['asserted', 'disputed']]->(:Agency|Court)
    ((:Agency|Court)-[t:PART_OF WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->()){1,2}
    (e:Government|Agency)
  WHERE $rolled_up
  RETURN w, 'official' AS relation, [office] + t AS ties
UNION ALL
  MATCH (e:Product)((:Product)-[t:PART_OF WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->(:Product)){1,4}(w:Product)
  RETURN w, 'whole' AS relation, t AS ties
UNION ALL
  MATCH (w:Product)((:Product)-[t:PART_OF WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->(:Product)){1,4}(e:Product)
  RETURN w, 'part' AS relation, t AS ties
UNION ALL
  MATCH (e:Company)-[t:MAKES WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->(w:Product)
  RETURN w, 'makes' AS relation, [t] AS ties
UNION ALL
  MATCH (e:Company)-[make:MAKES WHERE make.valid_from <= $as_of < make.valid_to
    AND make.known_from <= $known_at < make.known_to AND make.certainty IN ['asserted', 'disputed']]->(:Product)
    ((:Product)-[t:PART_OF WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->(:Product)){1,4}(w:Product)
  RETURN w, 'makes_part_of' AS relation, [make] + t AS ties
UNION ALL
  MATCH (w:Entity)(()-[t:OWNS WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->()){1,3}
    (e:Company|Organization|Vessel|Aircraft)
  RETURN w, 'owner' AS relation, t AS ties
UNION ALL
  MATCH (e:Company|Organization)-[t:BASED_IN WHERE t.valid_from <= $as_of < t.valid_to
    AND t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']]->(w:Government)
  RETURN w, 'based_in' AS relation, [t] AS ties
}
WITH e, w, relation, ties
ORDER BY w.id, relation, reduce(key = '', t IN ties | key + t.link_id)
LIMIT $most
RETURN
  e {.*} AS entity,
  collect(CASE WHEN relation <> 'itself' THEN {
    id: w.id, name: w.name, relation: relation,
    title: head(ties).title,
    starts: [t IN ties | toString(t.valid_from)], ends: [t IN ties | toString(t.valid_to)],
    fact_ids: [t IN ties | t.fact_id]
  } END) AS members
