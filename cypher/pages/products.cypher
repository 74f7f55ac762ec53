// One page of the products, with the measures that restrict them, and the numbers of products by facet.
//
// words: all occur in the name, an alias, the id or a code, in lower case. Other filters are null for any.
// restricted: yes if a measure restricts it that is in force on the day, no otherwise. by: the government behind a
// measure that restricts it. most: products that are counted; facet_most: those in the facets.
MATCH (x:Product)
WHERE (size($words) = 0 OR all(word IN $words WHERE toLower(x.id + ' ' + x.name + ' ' + coalesce(x.hs, '') + ' '
    + coalesce(x.eccn, '') + reduce(text = '', alias IN coalesce(x.aliases, []) | text + ' ' + alias)) CONTAINS word))
  AND ($measure_kind IS NULL OR EXISTS {
    MATCH (x)<-[r:RESTRICTS]-(m:Measure {measure_kind: $measure_kind})
    WHERE r.known_from <= $known_at < r.known_to
  })
  AND ($maker IS NULL OR EXISTS {
    MATCH (x)<-[r:MAKES]-(:Company {id: $maker})
    WHERE r.known_from <= $known_at < r.known_to
  })
  AND ($by IS NULL OR EXISTS {
    MATCH (x)<-[r:RESTRICTS]-(m:Measure)<-[i:IMPOSED|ANNOUNCED]-(who:Entity)
    WHERE r.known_from <= $known_at < r.known_to AND i.known_from <= $known_at < i.known_to
    MATCH (who)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to]->()){0,3}(:Government {id: $by})
  })
  AND EXISTS { MATCH (x)-[r]-(:Entity) WHERE r.known_from <= $known_at < r.known_to }
WITH x, COUNT {
  MATCH (x)<-[r:RESTRICTS]-(m:Measure)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of < r.valid_to
    AND r.certainty IN ['asserted', 'disputed'] AND p.status IN ['in_force', 'eased']
    AND p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN DISTINCT m
} AS in_force
WHERE $restricted IS NULL OR (in_force > 0) = ($restricted = 'yes')
WITH x, in_force, CASE $order
  WHEN 'in_force' THEN in_force WHEN 'hs' THEN x.hs WHEN 'eccn' THEN x.eccn ELSE toLower(x.name) END AS key
ORDER BY CASE WHEN $descending THEN null ELSE key END, CASE WHEN $descending THEN key END DESC, toLower(x.name), x.id
LIMIT $most
WITH collect({x: x, in_force: in_force}) AS found
CALL (found) {
  UNWIND found[$skip..$skip + $limit] AS one
  WITH one.x AS x, one.in_force AS in_force
  RETURN collect({
    id: x.id, name: x.name, hs: x.hs, eccn: x.eccn, in_force: in_force,
    measures: COLLECT {
      MATCH (x)<-[r:RESTRICTS]-(m:Measure)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT m LIMIT 200
      RETURN m {.id, .name} ORDER BY m.name
    },
    part_of: COLLECT {
      MATCH (x)-[r:PART_OF]->(y:Product)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT y LIMIT 100
      RETURN y {.id, .name} ORDER BY y.name
    },
    makers: COLLECT {
      MATCH (x)<-[r:MAKES]-(y:Company)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT y LIMIT 200
      RETURN y {.id, .name} ORDER BY y.name
    }
  }) AS rows
}
WITH found, rows, [one IN found[..$facet_most] | one.x] AS counted
CALL (found) {
  UNWIND found AS one
  WITH CASE WHEN one.in_force > 0 THEN 'yes' ELSE 'no' END AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS restricted_facet
}
CALL (counted) {
  UNWIND counted AS x
  MATCH (x)<-[r:RESTRICTS]-(m:Measure)
  WHERE r.known_from <= $known_at < r.known_to
  WITH m, collect(DISTINCT x) AS those
  MATCH (m)<-[i:IMPOSED|ANNOUNCED]-(who:Entity)
  WHERE i.known_from <= $known_at < i.known_to
  MATCH (who)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to]->()){0,3}(g:Government)
  WITH DISTINCT g, m, those
  UNWIND those AS x
  WITH g, count(DISTINCT x) AS n
  RETURN collect({value: g.id, name: g.name, count: n}) AS by_facet
}
CALL (counted) {
  UNWIND counted AS x
  MATCH (x)<-[r:RESTRICTS]-(m:Measure)
  WHERE r.known_from <= $known_at < r.known_to
  WITH m.measure_kind AS value, count(DISTINCT x) AS n
  RETURN collect({value: value, count: n}) AS measure_kind_facet
}
CALL (counted) {
  UNWIND counted AS x
  MATCH (x)<-[r:MAKES]-(y:Company)
  WHERE r.known_from <= $known_at < r.known_to
  WITH y, count(DISTINCT x) AS n
  RETURN collect({value: y.id, name: y.name, count: n}) AS maker_facet
}
RETURN size(found) AS total, rows, size(counted) AS facets_of, {
  restricted: restricted_facet,
  by: by_facet,
  measure_kind: measure_kind_facet,
  maker: maker_facet
} AS facets
