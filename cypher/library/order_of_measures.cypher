// title: Who imposed what on whom, in order
// question: In which order did the sides impose measures on each other, up to that day?
// group: time
// param by: entity = null -- Only measures that this actor imposed.
// param target: entity = null -- Only measures that target this.
// param as_of: date = today -- Acts up to that day are listed.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// days_since_last: days since the act in the row before; null for the first. Where a day is not exact, its first counts.
MATCH (who:Entity)-[r:IMPOSED]->(m:Measure)
WHERE r.known_from <= $known_at < r.known_to AND r.valid_from <= $as_of
  AND r.certainty IN ['asserted', 'disputed']
  AND ($by IS NULL OR who.id = $by)
WITH who, r, m, COLLECT {
  MATCH (m)-[t:TARGETS]->(x:Entity)
  WHERE t.known_from <= $known_at < t.known_to AND t.certainty IN ['asserted', 'disputed']
  RETURN DISTINCT x { .id, .name } AS target ORDER BY target.id
} AS targets
WHERE $target IS NULL OR any(x IN targets WHERE x.id = $target)
ORDER BY r.valid_from, m.id, who.id, r.link_id
WITH collect({who: who, r: r, m: m, targets: targets}) AS acts
UNWIND range(0, size(acts) - 1) AS i
WITH acts[i] AS act, CASE i WHEN 0 THEN null ELSE acts[i - 1] END AS before
WITH act.who AS who, act.r AS r, act.m AS m, act.targets AS targets, before.r.valid_from AS last
RETURN
  nullIf(r.valid_from, date('0001-01-01')) AS imposed_on,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS imposed_on_latest,
  CASE WHEN last > date('0001-01-01') THEN duration.inDays(last, r.valid_from).days END AS days_since_last,
  who.id AS actor_id,
  who.name AS actor,
  m.id AS measure_id,
  m.name AS measure,
  m.measure_kind AS measure_kind,
  [x IN targets | x.name] AS targets,
  r.how AS how,
  r.rate_pct AS rate_pct,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY r.valid_from, measure_id, actor_id, r.link_id
LIMIT $limit
