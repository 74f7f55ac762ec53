// title: Measures with their status on a date
// question: Which measures were announced, in force, eased, suspended, expired or lifted on a date?
// group: measures
// answers: GET /measures
// param status: text = null -- Only measures with this status on that day.
// param basis: text = null -- Only reported: a statement says so; or by_terms: a date stated earlier has passed, unconfirmed.
// param kind: text = null -- Only this kind of measure, as export_control or tariff.
// param product: entity = null -- Only measures that restrict this product, or what it is part of.
// param target: entity = null -- Only measures that target this government, company or person.
// param by: entity = null -- Only measures that this actor, or an office or agency of it, acted on.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param after: text = "" -- Only ids that come after this one.
// param limit: count = 100 -- How many at most.
MATCH (m:Measure)
WHERE m.id > $after
  AND ($kind IS NULL OR m.measure_kind = $kind)
  AND ($target IS NULL OR EXISTS {
    MATCH (m)-[r:TARGETS]->(:Entity {id: $target})
    // A measure that is only threatened or expected to does not do so.
    WHERE r.certainty IN ['asserted', 'disputed'] AND r.valid_from <= $as_of < r.valid_to
      AND r.known_from <= $known_at < r.known_to
  })
  AND ($product IS NULL OR EXISTS {
    MATCH (m)-[r:RESTRICTS]->(whole:Product)
    WHERE r.certainty IN ['asserted', 'disputed'] AND r.valid_from <= $as_of < r.valid_to
      AND r.known_from <= $known_at < r.known_to
    MATCH (whole)(()<-[p:PART_OF WHERE p.valid_from <= $as_of < p.valid_to
      AND p.known_from <= $known_at < p.known_to]-()){0,4}(:Product {id: $product})
  })
  AND ($by IS NULL OR EXISTS {
    MATCH (m)<-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]-(actor:Entity)
    WHERE r.certainty IN ['asserted', 'disputed'] AND r.valid_from <= $as_of < r.valid_to
      AND r.known_from <= $known_at < r.known_to
    // Who acts for whom is told by the office held on the day of the act.
    MATCH (actor)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.valid_from <= r.valid_from_latest AND r.valid_from < o.valid_to
      AND o.known_from <= $known_at < o.known_to]->()){0,3}(:Entity {id: $by})
  })
WITH m, COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
    AND ($status IS NULL OR p.status = $status)
    AND ($basis IS NULL OR p.scheduled = ($basis = 'by_terms'))
  RETURN p {
    .*,
    valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
    valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
    known_from: toString(p.known_from), known_to: null
  }
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
} AS periods
// A measure nobody dates is listed without a status; one whose life lies on other days is not listed.
WHERE size(periods) > 0 OR ($status IS NULL AND $basis IS NULL
  AND NOT EXISTS { MATCH (m)-[:HAS_STATUS]->(p) WHERE p.known_from <= $known_at < p.known_to }
  AND EXISTS {
    MATCH (m)-[r]-(:Entity)
    WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  })
WITH m, periods
ORDER BY m.id
LIMIT $limit
RETURN collect({entity: m {.*}, period: head(periods)}) AS measures
