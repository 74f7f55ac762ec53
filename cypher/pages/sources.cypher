// One page of the sources published by then, with what they say, and the numbers of sources by facet.
//
// words: all occur in the title, the publisher or the id, in lower case. Other filters are null for any.
// only: alone, for sources with a fact that no other source mentions. most: sources that are counted.
MATCH (d:Source)
WHERE d.published_at <= $known_at
  AND ($publisher IS NULL OR d.publisher = $publisher)
  AND ($year IS NULL OR d.published_at.year = $year)
  AND (size($words) = 0 OR all(word IN $words WHERE toLower(d.id + ' ' + d.title + ' ' + d.publisher) CONTAINS word))
  AND ($only IS NULL OR EXISTS {
    MATCH (d)<-[:REPORTED_IN]-(s:Statement)
    WHERE NOT EXISTS {
      MATCH (t:Statement {fact_id: s.fact_id})-[:REPORTED_IN]->(other:Source)
      WHERE other.id <> d.id AND other.published_at <= $known_at
    }
  })
WITH d, CASE $order
  WHEN 'title' THEN toLower(d.title) WHEN 'publisher' THEN toLower(d.publisher)
  WHEN 'statements' THEN COUNT { (d)<-[:REPORTED_IN]-() } ELSE toString(d.published_at) END AS key
ORDER BY CASE WHEN $descending THEN null ELSE key END, CASE WHEN $descending THEN key END DESC, d.id
LIMIT $most
WITH collect(d) AS found
CALL (found) {
  UNWIND found[$skip..$skip + $limit] AS d
  RETURN collect({
    id: d.id, title: d.title, publisher: d.publisher, published_on: d.published_on, url: d.url,
    statements: COUNT { (d)<-[:REPORTED_IN]-(:Statement) },
    speakers: COUNT { MATCH (d)<-[:REPORTED_IN]-(:Statement)-[:MADE_BY]->(who) RETURN DISTINCT who },
    alone: COUNT {
      MATCH (d)<-[:REPORTED_IN]-(s:Statement)
      WHERE NOT EXISTS {
        MATCH (t:Statement {fact_id: s.fact_id})-[:REPORTED_IN]->(other:Source)
        WHERE other.id <> d.id AND other.published_at <= $known_at
      }
      RETURN DISTINCT s.fact_id
    }
  }) AS rows
}
WITH found, rows, found[..$facet_most] AS counted
CALL (found) {
  UNWIND found AS d
  WITH d.publisher AS value, count(*) AS n
  RETURN collect({value: value, name: value, count: n}) AS publisher_facet
}
CALL (found) {
  UNWIND found AS d
  WITH d.published_at.year AS value, count(*) AS n
  RETURN collect({value: value, count: n}) AS year_facet
}
CALL (counted) {
  UNWIND counted AS d
  MATCH (d)<-[:REPORTED_IN]-(s:Statement)
  WHERE NOT EXISTS {
    MATCH (t:Statement {fact_id: s.fact_id})-[:REPORTED_IN]->(other:Source)
    WHERE other.id <> d.id AND other.published_at <= $known_at
  }
  RETURN count(DISTINCT d) AS only_0
}
RETURN size(found) AS total, rows, size(counted) AS facets_of, {
  publisher: publisher_facet,
  year: year_facet,
  only: [{value: 'alone', count: only_0}]
} AS facets
