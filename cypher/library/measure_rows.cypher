// title: Measures with their status history, authorities, products and targets
// question: Which status did these measures have over time, who imposed them, and what do they restrict and target?
// group: measures
// answers: GET /board
// param measures: entities -- The measures.
// param most: count = 5 -- Products, and targets, of each measure at most.
// param as_of: date = today -- The date you ask about.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// periods: those of all dates. by: the authorities, which imposed, announced or upheld it. plans:
// acts that are announced, expected, offered or threatened. answers: the measures for which it retaliates. wholes: the measures of which it is a part.
MATCH (m:Measure)
WHERE m.id IN $measures
WITH m
ORDER BY m.id
WITH {
  entity: m {.*},
  periods: COLLECT {
    MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
    WHERE p.known_from <= $known_at < p.known_to
    RETURN p {
      .status, .scheduled, .rule, .fact_id, .statement_id,
      valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
      valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest)
    }
    ORDER BY p.valid_from, p.valid_to, p.period_id
  },
  by: COLLECT {
    MATCH (who:Entity)-[act:IMPOSED|ANNOUNCED|UPHELD]->(m)
    WHERE act.valid_from <= $as_of < act.valid_to AND act.known_from <= $known_at < act.known_to
      AND act.fulfilled_by IS NULL
    RETURN who {.id, .name}
    ORDER BY CASE type(act) WHEN 'IMPOSED' THEN 0 WHEN 'ANNOUNCED' THEN 1 ELSE 2 END, who.id
  },
  plans: COLLECT {
    MATCH (:Entity)-[act:IMPOSED|ANNOUNCED|UPHELD]->(m)
    WHERE act.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND act.fulfilled_by IS NULL
      AND act.known_from <= $known_at < act.known_to
    RETURN {type: type(act), certainty: act.certainty, known_from: toString(act.known_from)}
    ORDER BY act.known_from, act.link_id
  },
  products: COLLECT {
    MATCH (m)-[r:RESTRICTS]->(x:Product)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    WITH DISTINCT x LIMIT $most
    RETURN x {.id, .name} ORDER BY x.id
  },
  targets: COLLECT {
    MATCH (m)-[r:TARGETS]->(x:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    WITH DISTINCT x LIMIT $most
    RETURN x {.id, .name} ORDER BY x.id
  },
  answers: COLLECT {
    MATCH (m)-[r:RETALIATES_FOR]->(x:Measure)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    WITH DISTINCT x LIMIT $most
    RETURN x.id ORDER BY x.id
  },
  wholes: COLLECT {
    MATCH (m)-[r:PART_OF]->(x:Measure)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
    RETURN x.id ORDER BY x.id
  }
} AS row
RETURN collect(row) AS measures
