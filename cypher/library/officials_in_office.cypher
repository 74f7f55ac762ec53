// title: Who holds which office
// question: Which officials hold which office on a date, in which agency or government?
// group: actors
// param body: entity = null -- Only offices in this agency or government, or in an agency that is part of it.
// param official: entity = null -- Only the offices of this official.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
MATCH (who:Official)-[r:HOLDS_OFFICE]->(place:Agency|Government)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  AND ($official IS NULL OR who.id = $official)
  AND ($body IS NULL OR EXISTS {
    MATCH (place)((:Entity)-[o:PART_OF]->(:Entity)
      WHERE o.valid_from <= $as_of < o.valid_to AND o.known_from <= $known_at < o.known_to
        AND o.certainty IN ['asserted', 'disputed']){0,3}(:Entity {id: $body})
  })
RETURN
  who.id AS official_id,
  who.name AS official,
  r.title AS title,
  place.id AS body_id,
  place.name AS body,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY body_id, title, r.valid_from, official_id, r.link_id
LIMIT $limit
