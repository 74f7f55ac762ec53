// One page of the actors, with the measures that target them and those they acted on, and their numbers by facet.
//
// words: all occur in the name, an alias or the id, in lower case. Other filters are null for any.
// country: the government in which a firm is based, or of which a body is part. listed_by: the government behind a
// measure that targets the actor. only: targeted or acting. most: actors counted; facet_most: those in the facets.
MATCH (a:Official|Person|Government|Agency|Court|Company|Organization|Vessel|Aircraft)
WHERE ($kind IS NULL OR $kind IN labels(a))
  AND (size($words) = 0 OR all(word IN $words WHERE
    toLower(a.id + ' ' + a.name + reduce(text = '', alias IN coalesce(a.aliases, []) | text + ' ' + alias)) CONTAINS word))
  AND ($country IS NULL OR EXISTS {
    MATCH (a)(()-[r:BASED_IN|PART_OF|HOLDS_OFFICE WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of < r.valid_to]->()){1,2}(:Government {id: $country})
  })
  AND ($measure_kind IS NULL OR EXISTS {
    MATCH (a)<-[r:TARGETS]-(m:Measure {measure_kind: $measure_kind})
    WHERE r.known_from <= $known_at < r.known_to
  })
  AND ($listed_by IS NULL OR EXISTS {
    MATCH (a)<-[r:TARGETS]-(m:Measure)<-[i:IMPOSED|ANNOUNCED]-(who:Entity)
    WHERE r.known_from <= $known_at < r.known_to AND i.known_from <= $known_at < i.known_to
    MATCH (who)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to]->()){0,3}(:Government {id: $listed_by})
  })
  AND CASE $only
    WHEN 'targeted' THEN EXISTS { MATCH (a)<-[r:TARGETS]-(:Measure) WHERE r.known_from <= $known_at < r.known_to }
    WHEN 'acting' THEN EXISTS {
      MATCH (a)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(:Measure)
      WHERE r.known_from <= $known_at < r.known_to
    }
    ELSE true END
  AND EXISTS { MATCH (a)-[r]-(:Entity) WHERE r.known_from <= $known_at < r.known_to }
CALL (a) {
  OPTIONAL MATCH (a)<-[r:TARGETS]-(m:Measure)
  WHERE $order = 'targeted' AND r.known_from <= $known_at < r.known_to
  RETURN count(DISTINCT m) AS targeted
}
CALL (a) {
  OPTIONAL MATCH (a)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(m:Measure)
  WHERE $order = 'acted' AND r.known_from <= $known_at < r.known_to
  RETURN count(DISTINCT m) AS acted
}
WITH a, head([label IN labels(a) WHERE label <> 'Entity']) AS kind, CASE $order
  WHEN 'kind' THEN head([label IN labels(a) WHERE label <> 'Entity'])
  WHEN 'targeted' THEN targeted WHEN 'acted' THEN acted ELSE toLower(a.name) END AS key
ORDER BY CASE WHEN $descending THEN null ELSE key END, CASE WHEN $descending THEN key END DESC, toLower(a.name), a.id
LIMIT $most
WITH collect({a: a, kind: kind}) AS found
CALL (found) {
  UNWIND found[$skip..$skip + $limit] AS one
  WITH one.a AS a, one.kind AS kind
  RETURN collect({
    id: a.id, name: a.name, kind: kind,
    role: head(COLLECT {
      MATCH (a)-[r:HOLDS_OFFICE|WORKS_FOR]->(x:Entity)
      WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of < r.valid_to
      RETURN coalesce(r.title + ', ', '') + x.name ORDER BY type(r), r.valid_from DESC LIMIT 1
    }),
    of: COLLECT {
      MATCH (a)-[r:BASED_IN|PART_OF|HOLDS_OFFICE|WORKS_FOR]->(x:Entity)
      WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of < r.valid_to
      WITH DISTINCT x LIMIT 20
      RETURN x {.id, .name} ORDER BY x.name
    },
    acted: COUNT {
      MATCH (a)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(m:Measure)
      WHERE r.known_from <= $known_at < r.known_to
      RETURN DISTINCT m
    },
    targeted: COUNT {
      MATCH (a)<-[r:TARGETS]-(m:Measure)
      WHERE r.known_from <= $known_at < r.known_to
      RETURN DISTINCT m
    },
    measures: COLLECT {
      MATCH (a)<-[r:TARGETS]-(m:Measure)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT m LIMIT 100
      RETURN m {.id, .name} ORDER BY m.name
    },
    listed_by: COLLECT {
      MATCH (a)<-[r:TARGETS]-(m:Measure)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT m LIMIT 100
      MATCH (m)<-[i:IMPOSED|ANNOUNCED]-(who:Entity)
      WHERE i.known_from <= $known_at < i.known_to
      WITH DISTINCT who
      RETURN who {.id, .name} ORDER BY who.name
    }
  }) AS rows
}
WITH found, rows, [one IN found[..$facet_most] | one.a] AS counted
CALL (found) {
  UNWIND found AS one
  WITH one.kind AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS kind_facet
}
CALL (counted) {
  UNWIND counted AS a
  MATCH (a)(()-[r:BASED_IN|PART_OF|HOLDS_OFFICE WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of < r.valid_to]->()){1,2}(g:Government)
  WITH g, count(DISTINCT a) AS n
  RETURN collect({value: g.id, name: g.name, count: n}) AS country_facet
}
CALL (counted) {
  UNWIND counted AS a
  MATCH (a)<-[r:TARGETS]-(m:Measure)
  WHERE r.known_from <= $known_at < r.known_to
  WITH m, collect(DISTINCT a) AS those
  MATCH (m)<-[i:IMPOSED|ANNOUNCED]-(who:Entity)
  WHERE i.known_from <= $known_at < i.known_to
  MATCH (who)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to]->()){0,3}(g:Government)
  WITH DISTINCT g, m, those
  UNWIND those AS a
  WITH g, count(DISTINCT a) AS n
  RETURN collect({value: g.id, name: g.name, count: n}) AS listed_by_facet
}
CALL (counted) {
  UNWIND counted AS a
  MATCH (a)<-[r:TARGETS]-(m:Measure)
  WHERE r.known_from <= $known_at < r.known_to
  WITH m.measure_kind AS value, count(DISTINCT a) AS n
  RETURN collect({value: value, count: n}) AS measure_kind_facet
}
CALL (counted) {
  UNWIND counted AS a
  MATCH (a)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]->(:Measure)
  WHERE r.known_from <= $known_at < r.known_to
  RETURN count(DISTINCT a) AS only_0
}
CALL (counted) {
  UNWIND counted AS a
  MATCH (a)<-[r:TARGETS]-(:Measure) WHERE r.known_from <= $known_at < r.known_to
  RETURN count(DISTINCT a) AS only_1
}
RETURN size(found) AS total, rows, size(counted) AS facets_of, {
  kind: kind_facet,
  country: country_facet,
  listed_by: listed_by_facet,
  measure_kind: measure_kind_facet,
  only: [ {value: 'targeted', count: only_1}, {value: 'acting', count: only_0} ]
} AS facets
