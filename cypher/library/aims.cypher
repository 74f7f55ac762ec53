// title: Who wants what
// question: What does each side seek or oppose on a date, as a fact or as others expect it?
// group: actors
// param actor: entity = null -- Only aims of this actor, or of those who hold office in it or are part of it that day.
// param object: entity = null -- Only aims about this measure, product, agreement or event.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// certainty: asserted where a source says that it is their aim, expected where it says that it may be.
MATCH (who:Entity)-[r:SEEKS|OPPOSES]->(x:Entity)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  AND ($object IS NULL OR x.id = $object)
  AND ($actor IS NULL OR EXISTS {
    MATCH (who)((:Entity)-[o:HOLDS_OFFICE|WORKS_FOR|PART_OF]->(:Entity)
      WHERE o.valid_from <= $as_of < o.valid_to AND o.known_from <= $known_at < o.known_to
        AND o.certainty IN ['asserted', 'disputed']){0,3}(:Entity {id: $actor})
  })
OPTIONAL MATCH (s:Statement {id: r.statement_id})-[:REPORTED_IN]->(d:Source)
OPTIONAL MATCH (s)-[:MADE_BY]->(speaker:Entity)
RETURN
  who.id AS actor_id,
  who.name AS actor,
  CASE type(r) WHEN 'SEEKS' THEN 'seeks' ELSE 'opposes' END AS aim,
  r.action AS action,
  x.id AS object_id,
  x.name AS object,
  r.how AS how,
  r.certainty AS certainty,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to_earliest, date('9999-12-31')) AS until_earliest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  s.text AS text,
  coalesce(speaker.name, d.publisher) AS said_by,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY actor_id, aim DESC, object_id, action, r.link_id
LIMIT $limit
