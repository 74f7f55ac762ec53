// title: The board of an entity
// question: What did this entity do, what was done to it, and what is it part of, on a date?
// group: graph
// answers: GET /board
// param id: entity -- The entity.
// param rolled_up: boolean = true -- Include the agencies, courts and officials of a government or an agency.
// param most: count = 3000 -- Links in one place at most: reading all links of a hub takes long.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// members: what is included with the entity, and what ties it to measures: agencies and officials of a government, wholes and
// parts of a product, products, owners and the country of a company.
// Acts of an official count for the office held on the day of the act. Plans are listed from the day they were known.
MATCH (e:Entity {id: $id})
CALL (e) {
  RETURN e AS w, 'itself' AS relation, [] AS ties
UNION
  MATCH (w:Agency|Court)-[ties:PART_OF]->{1,2}(e)
  WHERE $rolled_up AND e:Government|Agency
  RETURN w, 'body' AS relation, ties
UNION
  MATCH (w:Official)-[office:HOLDS_OFFICE]->(e)
  WHERE $rolled_up AND e:Government|Agency|Court
  RETURN w, 'official' AS relation, [office] AS ties
UNION
  MATCH (w:Official)-[office:HOLDS_OFFICE]->(:Agency|Court)-[parts:PART_OF]->{1,2}(e)
  WHERE $rolled_up AND e:Government|Agency
  RETURN w, 'official' AS relation, [office] + parts AS ties
UNION
  MATCH (e)-[ties:PART_OF]->{1,4}(w:Product)
  WHERE e:Product
  RETURN w, 'whole' AS relation, ties
UNION
  MATCH (e)<-[ties:PART_OF]-{1,4}(w:Product)
  WHERE e:Product
  RETURN w, 'part' AS relation, ties
UNION
  MATCH (e)-[make:MAKES]->(w:Product)
  WHERE e:Company
  RETURN w, 'makes' AS relation, [make] AS ties
UNION
  MATCH (e)-[make:MAKES]->(:Product)-[parts:PART_OF]->{1,4}(w:Product)
  WHERE e:Company
  RETURN w, 'makes_part_of' AS relation, [make] + parts AS ties
UNION
  MATCH (e)<-[ties:OWNS]-{1,3}(w:Entity)
  WHERE e:Company|Organization|Vessel|Aircraft
  RETURN w, 'owner' AS relation, ties
UNION
  MATCH (e)-[base:BASED_IN]->(w:Government)
  WHERE e:Company|Organization
  RETURN w, 'based_in' AS relation, [base] AS ties
}
WITH e, w, relation, ties
WHERE all(t IN ties WHERE t.known_from <= $known_at < t.known_to AND t.valid_from <= $as_of
  AND t.certainty IN ['asserted', 'disputed'] AND (relation = 'official' OR $as_of < t.valid_to))
WITH e, w, relation, ties
ORDER BY w.id, relation, reduce(key = '', t IN ties | key + t.link_id)
LIMIT $most
WITH e, collect({
  w: w, relation: relation, ties: ties,
  // The dates of the ties, for acts on another day.
  starts: reduce(d = date('0001-01-01'), t IN ties | CASE WHEN t.valid_from > d THEN t.valid_from ELSE d END),
  ends: reduce(d = date('9999-12-31'), t IN ties | CASE WHEN t.valid_to < d THEN t.valid_to ELSE d END)
}) AS members
// Collected in a subquery, because an entity without links has a board, too.
WITH e, members, COLLECT {
  CALL (e, members) {
    UNWIND members AS one
    WITH one.w AS w, one.relation AS relation, one.starts AS starts, one.ends AS ends
    WHERE relation IN ['itself', 'body', 'official']
    MATCH (w)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(:Measure|Agreement)
    WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL AND $as_of < r.valid_to
      AND starts <= r.valid_from_latest AND r.valid_from < ends
      AND (r.valid_from <= $as_of
        OR r.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND date(r.known_from) <= $as_of)
    RETURN w, relation, r
    LIMIT $most
  UNION ALL
    UNWIND members AS one
    WITH one.w AS w, one.relation AS relation, one.ends AS ends
    WHERE relation IN ['itself', 'body', 'official', 'owner', 'based_in'] AND $as_of < ends
    MATCH (w)<-[r:TARGETS]-(:Measure)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN w, relation, r
    LIMIT $most
  UNION ALL
    UNWIND members AS one
    WITH one.w AS w, one.relation AS relation
    WHERE w:Product
    MATCH (w)<-[r:RESTRICTS]-(:Measure)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN w, relation, r
    LIMIT $most
  UNION ALL
    UNWIND members AS one
    WITH one.w AS w, one.relation AS relation, one.ends AS ends
    WHERE relation IN ['itself', 'body', 'official'] AND $as_of < ends
    MATCH (w)-[r:SEEKS|OPPOSES|NEGOTIATES_WITH|TOOK_PART_IN|COMMENTED_ON]->(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN w, relation, r
    LIMIT $most
  UNION ALL
    UNWIND members AS one
    WITH one.w AS w, one.relation AS relation, one.ends AS ends
    WHERE relation IN ['itself', 'body', 'official'] AND $as_of < ends
    MATCH (w)<-[r:NEGOTIATES_WITH]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN w, relation, r
    LIMIT $most
  UNION ALL
    MATCH (e)-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|MAKES|OWNS|LINKED_TO|BASED_IN|HELD_IN|PARTY_TO|RETALIATES_FOR|SUPERSEDES
      |SUSPENDS|EASES|LIFTS|EXCHANGED_FOR]->(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN e AS w, 'itself' AS relation, r
    LIMIT $most
  UNION ALL
    MATCH (e)-[r:TARGETS|RESTRICTS]->(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN e AS w, 'itself' AS relation, r
    LIMIT $most
  UNION ALL
    MATCH (e)-[r:EXEMPTS]->(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN e AS w, 'itself' AS relation, r
    LIMIT $most
  UNION ALL
    MATCH (e)<-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN e AS w, 'itself' AS relation, r
    LIMIT $most
  UNION ALL
    MATCH (e)<-[r:HOLDS_OFFICE|WORKS_FOR|PART_OF|OWNS|LINKED_TO|HELD_IN|PARTY_TO|EXEMPTS|RETALIATES_FOR|SUPERSEDES
      |SUSPENDS|EASES|LIFTS|EXCHANGED_FOR]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN e AS w, 'itself' AS relation, r
    LIMIT $most
  UNION ALL
    MATCH (e)<-[r:MAKES|BASED_IN]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN e AS w, 'itself' AS relation, r
    LIMIT $most
  UNION ALL
    MATCH (e)<-[r:SEEKS|OPPOSES|COMMENTED_ON|TOOK_PART_IN]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN e AS w, 'itself' AS relation, r
    LIMIT $most
  }
  WITH DISTINCT w, relation, r
  ORDER BY type(r), r.valid_from, r.link_id, relation
  RETURN {
    member: w.id,
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
  }
} AS links
RETURN
  e {.*} AS entity,
  [one IN members WHERE one.relation <> 'itself' | {
    id: one.w.id, name: one.w.name, relation: one.relation,
    title: head(one.ties).title,
    now: one.ends > $as_of,
    ties: [t IN one.ties | t.fact_id],
    via: [t IN one.ties | {id: endNode(t).id, name: endNode(t).name}]
  }] AS members,
  links
