// Links between measures and products with spread dates, and a statement about each.
UNWIND range($first, $last) AS n
MATCH (m:Measure {id: 'measure:' + (n * 7919) % ($links / 20)})
MATCH (p:Product {id: 'product:' + (n * 104729) % ($links / 20)})
CREATE (m)-[:RESTRICTS {
  fact_id: 'f' + n, valid_from: date('2025-01-01') + duration({days: n % 300}), valid_to: date('2025-04-01') +
  duration({days: n % 500}), known_from: datetime('2025-01-02T00:00:00Z') + duration({days: n % 300}),
  known_to: CASE n % 3 WHEN 0 THEN datetime('2025-07-01T00:00:00Z') ELSE datetime('9999-12-31T00:00:00Z') END}]->(p)
CREATE (s:Statement {fact_id: 'f' + n, known_from: datetime('2025-01-02T00:00:00Z') + duration({days: n % 300})})
CREATE (s)-[:ABOUT {
  valid_from: date('0001-01-01'), valid_to: date('9999-12-31'), known_from: s.known_from,
  known_to: datetime('9999-12-31T00:00:00Z')}]->(m)
