// title: Actors that measures of both sides reach
// question: Which companies and other actors do measures of two governments bear on at once?
// group: actors
// param side: entity = "government:united-states" -- One government.
// param other_side: entity = "government:china" -- The other one.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// A measure is of a government that imposed, announced or upheld it, itself, by an agency or by an official in office.
// It bears on a company that it targets, or that makes what it restricts; on others only where it targets them.
MATCH (who:Entity)-[act:IMPOSED|ANNOUNCED|UPHELD]->(m:Measure)
WHERE act.valid_from <= $as_of AND act.known_from <= $known_at < act.known_to
  AND act.certainty IN ['asserted', 'disputed']
MATCH (who)-[tie:HOLDS_OFFICE|PART_OF]->{0,2}(g:Government)
WHERE g.id IN [$side, $other_side]
  AND all(t IN tie WHERE t.valid_from <= act.valid_from_latest AND act.valid_from < t.valid_to
    AND t.known_from <= $known_at < t.known_to)
WITH DISTINCT g.id AS side, m
WHERE EXISTS {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.status IN ['in_force', 'eased'] AND p.valid_from <= $as_of < p.valid_to
    AND p.known_from <= $known_at < p.known_to
}
MATCH (m)-[r:TARGETS|RESTRICTS]->(x:Entity)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND r.certainty IN ['asserted', 'disputed']
OPTIONAL MATCH (maker:Company)-[k:MAKES]->(x)
WHERE k.valid_from <= $as_of < k.valid_to AND k.known_from <= $known_at < k.known_to
  AND k.certainty IN ['asserted', 'disputed']
WITH side, m, r, k, CASE WHEN r:RESTRICTS THEN maker ELSE x END AS reached
WHERE reached IS NOT NULL AND NOT reached:Government
WITH reached,
  collect(DISTINCT CASE side WHEN $side THEN m.name END) AS of_side,
  collect(DISTINCT CASE side WHEN $other_side THEN m.name END) AS of_other_side,
  collect(DISTINCT r.fact_id) + collect(DISTINCT k.fact_id) AS fact_ids
WHERE size(of_side) > 0 AND size(of_other_side) > 0
UNWIND fact_ids AS fact_id
WITH reached, of_side, of_other_side, fact_id
ORDER BY fact_id
WITH reached, of_side, of_other_side, collect(DISTINCT fact_id) AS fact_ids
RETURN
  reached.id AS actor_id,
  reached.name AS actor,
  COLLECT { UNWIND of_side AS name RETURN name ORDER BY name } AS measures_of_side,
  COLLECT { UNWIND of_other_side AS name RETURN name ORDER BY name } AS measures_of_other_side,
  fact_ids
ORDER BY actor_id
LIMIT $limit
