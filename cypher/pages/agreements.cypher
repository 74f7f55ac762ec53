// One page of the agreements, with their parties and effects, and the numbers of agreements by facet.
//
// words: all occur in the name, an alias or the id, in lower case. Other filters are null for any.
// certainty: of its parties, or of its announcement. most: agreements counted; facet_most: those in the facets.
MATCH (a:Agreement)
WHERE (size($words) = 0 OR all(word IN $words WHERE
    toLower(a.id + ' ' + a.name + reduce(text = '', alias IN coalesce(a.aliases, []) | text + ' ' + alias)) CONTAINS word))
  AND ($party IS NULL OR EXISTS {
    MATCH (a)<-[r:PARTY_TO]-(:Government {id: $party})
    WHERE r.known_from <= $known_at < r.known_to
  })
CALL (a) {
  MATCH (a)<-[r:PARTY_TO|ANNOUNCED|IMPOSED]-()
  WHERE r.known_from <= $known_at < r.known_to
  RETURN min(CASE WHEN r.valid_from > date('0001-01-01') THEN r.valid_from END) AS since,
    max(CASE WHEN r.valid_to < date('9999-12-31') THEN r.valid_to END) AS until,
    min([CASE r.certainty WHEN 'asserted' THEN 0 WHEN 'disputed' THEN 1 WHEN 'announced' THEN 2 ELSE 3 END, r.certainty])[1] AS certainty
}
WITH a, since, until, coalesce(certainty, 'asserted') AS certainty
WHERE ($certainty IS NULL OR certainty = $certainty)
  AND ($year IS NULL OR since.year = $year)
  AND EXISTS { MATCH (a)-[r]-(:Entity) WHERE r.known_from <= $known_at < r.known_to }
WITH a, since, until, certainty, CASE $order
  WHEN 'since' THEN toString(since) WHEN 'until' THEN toString(until) ELSE toLower(a.name) END AS key
ORDER BY CASE WHEN $descending THEN null ELSE key END, CASE WHEN $descending THEN coalesce(key, '') END DESC, a.id
LIMIT $most
WITH collect({a: a, since: since, until: until, certainty: certainty}) AS found
CALL (found) {
  UNWIND found[$skip..$skip + $limit] AS one
  WITH one, one.a AS a
  RETURN collect({
    id: a.id, name: a.name, certainty: one.certainty, since: toString(one.since), until: toString(one.until),
    description: a.description,
    parties: COLLECT {
      MATCH (a)<-[r:PARTY_TO]-(g:Government)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT g LIMIT 100
      RETURN g {.id, .name} ORDER BY g.name
    },
    effects: COLLECT {
      MATCH (a)-[r:SUSPENDS|EASES|LIFTS]->(m:Measure)
      WHERE r.known_from <= $known_at < r.known_to
      WITH DISTINCT m LIMIT 200
      RETURN m {.id, .name} ORDER BY m.name
    }
  }) AS rows
}
WITH found, rows, found[..$facet_most] AS counted
CALL (counted) {
  UNWIND counted AS one
  WITH one.certainty AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS certainty_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.since.year AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS year_facet
}
CALL (counted) {
  UNWIND counted AS one
  WITH one.a AS a
  MATCH (a)<-[r:PARTY_TO]-(g:Government)
  WHERE r.known_from <= $known_at < r.known_to
  WITH g, count(DISTINCT a) AS n
  RETURN collect({value: g.id, name: g.name, count: n}) AS party_facet
}
RETURN size(found) AS total, rows, size(counted) AS facets_of, {
  certainty: certainty_facet,
  year: year_facet,
  party: party_facet
} AS facets
