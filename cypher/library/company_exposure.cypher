// title: Companies and the measures that bear on their products
// question: Which companies does this measure bear on, or which measures bear on what this company makes?
// group: products
// param measure: entity = null -- Only this measure; without it, products that no measure restricts are listed too.
// param company: entity = null -- Only this company.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
// relation: the product itself is restricted; it is part of what is (a kind of it, a component); it contains what is.
// exempt: certainty of a relief of this company from the measure, as asserted or offered.
MATCH (c:Company)-[makes:MAKES]->(made:Product)
WHERE makes.valid_from <= $as_of < makes.valid_to AND makes.known_from <= $known_at < makes.known_to
  AND ($company IS NULL OR c.id = $company)
CALL (made) {
  MATCH up = (made)((:Product)-[part:PART_OF]->(:Product)
    WHERE part.valid_from <= $as_of < part.valid_to AND part.known_from <= $known_at < part.known_to
      AND part.certainty IN ['asserted', 'disputed']){0,4}(found:Product)
  RETURN found, CASE length(up) WHEN 0 THEN 'itself' ELSE 'is part of it' END AS relation
  UNION
  MATCH (made)((:Product)<-[part:PART_OF]-(:Product)
    WHERE part.valid_from <= $as_of < part.valid_to AND part.known_from <= $known_at < part.known_to
      AND part.certainty IN ['asserted', 'disputed']){1,4}(found:Product)
  RETURN found, 'contains it' AS relation
}
OPTIONAL MATCH (m:Measure)-[r:RESTRICTS]->(found)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
WITH c, makes, made, found, relation, m, r
WHERE CASE
  WHEN $measure IS NOT NULL THEN m.id = $measure
  ELSE m IS NOT NULL OR relation = 'itself'
END
WITH c, makes, made, found, relation, m, r, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS p
RETURN
  c.id AS company_id,
  c.name AS company,
  made.id AS product_id,
  made.name AS product,
  CASE WHEN m IS NOT NULL THEN relation END AS relation,
  CASE WHEN m IS NOT NULL THEN found.name END AS restricted,
  m.id AS measure_id,
  m.name AS measure,
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
  head(COLLECT {
    MATCH (m)-[x:EXEMPTS]->(c)
    WHERE x.valid_from <= $as_of < x.valid_to AND x.known_from <= $known_at < x.known_to AND x.fulfilled_by IS NULL
    RETURN x.certainty + coalesce(': ' + x.rule, '')
    ORDER BY x.certainty, x.link_id
  }) AS exempt,
  makes.certainty AS makes_certainty,
  r.certainty AS certainty,
  makes.fact_id AS makes_fact_id,
  r.fact_id AS fact_id
ORDER BY company_id, product_id, relation <> 'itself', relation, measure_id, r.link_id
LIMIT $limit
