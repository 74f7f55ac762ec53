// One page of the measures known by then, with their status on the day, and the numbers of measures by facet.
//
// words: all occur in the name, an alias or the id, in lower case. Other filters are null for any.
// by: a government, agency or official; with it count its agencies and its officials in office.
// only: one_source, disputed or by_terms. most: measures that are counted; facet_most: those in the facets, each with
// at most 200 targets and products. Facets are not sorted here: sorted rows would each carry all lists in memory.
CALL () {
  WITH $by AS id
  WHERE id IS NOT NULL
  MATCH (actor:Entity)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to]->()){0,3}(:Entity {id: id})
  WITH DISTINCT actor
  MATCH (actor)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(m:Measure)
  WHERE r.known_from <= $known_at < r.known_to
  RETURN collect(DISTINCT m.id) AS of_actor
}
MATCH (m:Measure)
WHERE ($kind IS NULL OR m.measure_kind = $kind)
  AND ($by IS NULL OR m.id IN of_actor)
  AND (size($words) = 0 OR all(word IN $words WHERE
    toLower(m.id + ' ' + m.name + reduce(text = '', alias IN coalesce(m.aliases, []) | text + ' ' + alias)) CONTAINS word))
  AND ($target IS NULL OR EXISTS {
    MATCH (m)-[r:TARGETS]->(:Entity {id: $target})
    WHERE r.known_from <= $known_at < r.known_to
  })
  AND ($product IS NULL OR EXISTS {
    MATCH (m)-[r:RESTRICTS]->(:Entity {id: $product})
    WHERE r.known_from <= $known_at < r.known_to
  })
CALL (m) {
  MATCH (m)<-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]-()
  WHERE r.known_from <= $known_at < r.known_to
  RETURN min(CASE WHEN r.certainty IN ['asserted', 'disputed'] THEN r.valid_from END) AS first_act,
    max(r.n_sources) AS most_sources,
    count(CASE WHEN r.certainty = 'disputed' THEN 1 END) > 0 AS disputed,
    max(CASE WHEN type(r) IN ['IMPOSED', 'ANNOUNCED'] AND r.fulfilled_by IS NULL
      AND NOT r.certainty IN ['asserted', 'disputed'] THEN r.certainty END) AS plan
}
WITH m, first_act, most_sources, disputed, plan, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC LIMIT 1
}) AS p
WITH m, p, most_sources, disputed, plan,
  CASE WHEN first_act > date('0001-01-01') THEN first_act END AS first_act,
  coalesce(p.status, 'none') AS status,
  CASE WHEN p IS NULL THEN 'none' WHEN p.scheduled THEN 'by_terms' ELSE 'reported' END AS basis,
  coalesce(p.certainty, plan, 'asserted') AS certainty
WHERE ($status IS NULL OR status = $status)
  AND ($basis IS NULL OR basis = $basis)
  AND ($certainty IS NULL OR certainty = $certainty)
  AND ($year IS NULL OR first_act.year = $year)
  AND CASE $only WHEN 'one_source' THEN most_sources = 1 WHEN 'disputed' THEN disputed WHEN 'by_terms' THEN basis = 'by_terms' ELSE true END
  AND (p IS NOT NULL OR EXISTS {
    MATCH (m)-[r]-(:Entity)
    WHERE r.known_from <= $known_at < r.known_to
  })
WITH m, p, status, basis, certainty, first_act, most_sources, disputed, plan, CASE $order
  WHEN 'kind' THEN m.measure_kind WHEN 'status' THEN status WHEN 'since' THEN toString(nullIf(p.valid_from, date('0001-01-01')))
  WHEN 'first' THEN toString(first_act) ELSE toLower(m.name) END AS key
ORDER BY CASE WHEN $descending THEN null ELSE key END, CASE WHEN $descending THEN coalesce(key, '') END DESC, m.id
LIMIT $most
WITH collect({m: m, p: p, status: status, basis: basis, certainty: certainty, first_act: first_act,
  one_source: most_sources = 1, disputed: disputed, plan: plan}) AS found
CALL (found) {
  UNWIND found[$skip..$skip + $limit] AS one
  WITH one, one.m AS m, one.p AS p
  RETURN collect({
    id: m.id, name: m.name, kind: m.measure_kind, status: p.status, basis: one.basis, plan: one.plan,
    valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
    valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
    holds: CASE WHEN p.valid_from_latest <= $as_of < p.valid_to_earliest THEN 'yes' ELSE 'possible' END,
    first: toString(one.first_act), certainty: one.certainty, one_source: one.one_source, disputed: one.disputed,
    by: COLLECT {
      MATCH (who:Entity)-[r:IMPOSED|ANNOUNCED]->(m)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT who, EXISTS { (who)-[:IMPOSED]->(m) } AS imposed
      ORDER BY imposed DESC, who.name LIMIT 10
      RETURN who {.id, .name}
    },
    targets: COLLECT {
      MATCH (m)-[r:TARGETS]->(x:Entity)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT x LIMIT 500
      RETURN x {.id, .name} ORDER BY x.name
    },
    products: COLLECT {
      MATCH (m)-[r:RESTRICTS]->(x:Entity)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT x LIMIT 500
      RETURN x {.id, .name} ORDER BY x.name
    }
  }) AS rows
}
WITH found, rows, found[..$facet_most] AS counted
CALL (counted) {
  UNWIND counted AS one
  WITH one.m.measure_kind AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS kind_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.status AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS status_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.basis AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS basis_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.certainty AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS certainty_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.first_act.year AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS year_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.m AS m
  MATCH (who:Entity)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(m)
  WHERE r.known_from <= $known_at < r.known_to
  MATCH (who)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to]->()){0,3}(g:Government)
  WITH g, count(DISTINCT m) AS n
  RETURN collect({value: g.id, name: g.name, count: n}) AS by_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.m AS m
  CALL (m) {
    MATCH (m)-[r:TARGETS]->(x:Entity)
    WHERE r.known_from <= $known_at < r.known_to
    WITH DISTINCT x LIMIT 200
    RETURN x
  }
  WITH x, count(*) AS n
  RETURN collect({value: x.id, name: x.name, count: n}) AS target_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.m AS m
  CALL (m) {
    MATCH (m)-[r:RESTRICTS]->(x:Entity)
    WHERE r.known_from <= $known_at < r.known_to
    WITH DISTINCT x LIMIT 200
    RETURN x
  }
  WITH x, count(*) AS n
  RETURN collect({value: x.id, name: x.name, count: n}) AS product_facet
}
RETURN size(found) AS total, rows, size(counted) AS facets_of, {
  kind: kind_facet,
  status: status_facet,
  basis: basis_facet,
  certainty: certainty_facet,
  year: year_facet,
  only: [x IN [
    {value: 'one_source', count: size([one IN counted WHERE one.one_source])},
    {value: 'disputed', count: size([one IN counted WHERE one.disputed])},
    {value: 'by_terms', count: size([one IN counted WHERE one.basis = 'by_terms'])}
  ] WHERE x.count > 0],
  by: by_facet,
  target: target_facet,
  product: product_facet
} AS facets
