// title: Measures that restrict a product
// question: Which measures restrict this product, what it is part of or what is part of it, who imposed them?
// group: products
// param product: entity -- The product.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// relation: the product itself is restricted; it is part of what is (a kind of it, a component); it contains what is.
// rate_pct is the rate as imposed; where the status is eased, status_how says what is left of it.
MATCH (asked:Product {id: $product})
CALL (asked) {
  MATCH up = (asked)((:Product)-[part:PART_OF]->(:Product)
    WHERE part.valid_from <= $as_of < part.valid_to AND part.known_from <= $known_at < part.known_to
      AND part.certainty IN ['asserted', 'disputed']){0,4}(found:Product)
  RETURN found, CASE length(up) WHEN 0 THEN 'itself' ELSE 'is part of it' END AS relation, length(up) AS hops
  UNION
  MATCH down = (asked)((:Product)<-[part:PART_OF]-(:Product)
    WHERE part.valid_from <= $as_of < part.valid_to AND part.known_from <= $known_at < part.known_to
      AND part.certainty IN ['asserted', 'disputed']){1,4}(found:Product)
  RETURN found, 'contains it' AS relation, length(down) AS hops
}
WITH found, relation, min(hops) AS hops
MATCH (m:Measure)-[r:RESTRICTS]->(found)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
WITH found, relation, hops, m, r, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
RETURN
  m.id AS measure_id,
  m.name AS measure,
  m.measure_kind AS measure_kind,
  relation,
  found.name AS restricted,
  r.rate_pct AS rate_pct,
  r.rule AS rule,
  p.status AS status,
  nullIf(p.valid_from, date('0001-01-01')) AS status_since,
  nullIf(p.valid_from_latest, date('9999-12-31')) AS status_since_latest,
  CASE p.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS status_basis,
  CASE WHEN p.scheduled THEN p.valid_from_latest END AS unheard_since,
  CASE WHEN p.rule = 'act' THEN head(COLLECT {
    MATCH (:Entity)-[act]->(m)
    WHERE act.statement_id = p.statement_id AND act.known_from <= $known_at < act.known_to
    RETURN act.how AS how ORDER BY how LIMIT 1
  }) END AS status_how,
  COLLECT {
    MATCH (who:Entity)-[act:IMPOSED]->(m)
    WHERE act.valid_from <= $as_of < act.valid_to AND act.known_from <= $known_at < act.known_to
      AND act.certainty IN ['asserted', 'disputed']
    RETURN DISTINCT who.name AS name ORDER BY name
  } AS imposed_by,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY CASE relation WHEN 'itself' THEN 0 WHEN 'is part of it' THEN 1 ELSE 2 END, hops, measure_id, r.link_id
LIMIT $limit
