// Link companies $first to $last with product:hub, as the projection does; every tenth link has ended in 2024.
MERGE (hub:Entity {id: 'product:hub'})
SET hub:Product, hub.name = 'Hub', hub.revision = 1
WITH hub
UNWIND range($first, $last) AS n
CREATE (c:Entity:Company {id: 'company:c' + n, name: 'Company ' + n, revision: 1})
CREATE (c)-[:MAKES {
  link_id: substring('000000' + n, size(toString(n))), fact_id: 'f' + n, statement_id: 's' + n,
  certainty: 'asserted', n_sources: 1,
  valid_from: date('2020-01-01'), valid_from_latest: date('2020-01-01'),
  valid_to: CASE n % 10 WHEN 0 THEN date('2024-01-01') ELSE date('9999-12-31') END,
  valid_to_earliest: CASE n % 10 WHEN 0 THEN date('2024-01-01') ELSE date('9999-12-31') END,
  known_from: datetime('2020-01-02T00:00:00Z'), known_to: datetime('9999-12-31T00:00:00Z')
}]->(hub)
CREATE (s:Statement {id: 's' + n, fact_id: 'f' + n})-[:ABOUT]->(hub)
CREATE (s)-[:ABOUT]->(c)
