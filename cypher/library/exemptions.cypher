// title: Exemptions
// question: What or whom does which measure spare, and under which condition?
// group: measures
// param measure: entity = null -- Only this measure.
// param exempt: entity = null -- Only exemptions of this product or actor.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
MATCH (m:Measure)-[r:EXEMPTS]->(x:Entity)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  AND r.fulfilled_by IS NULL
  AND ($measure IS NULL OR m.id = $measure) AND ($exempt IS NULL OR x.id = $exempt)
OPTIONAL MATCH (s:Statement {id: r.statement_id})
RETURN
  m.id AS measure_id,
  m.name AS measure,
  x.id AS exempt_id,
  x.name AS exempt,
  r.rule AS rule,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  s.text AS text,
  r.fact_id AS fact_id
ORDER BY measure_id, exempt_id, r.link_id
LIMIT $limit
