// title: Quid pro quo
// question: What was, or may be, given in exchange for what, by whom, in which bargain?
// group: talks
// param item: entity = null -- Only exchanges in which this measure, product, agreement or event figures.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
MATCH (gave:Measure|Product)-[r:EXCHANGED_FOR]->(got:Measure|Product)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  AND ($item IS NULL OR $item IN [gave.id, got.id, r.agreement] + coalesce(r.events, []))
OPTIONAL MATCH (giver:Entity {id: r.given_by})
OPTIONAL MATCH (taker:Entity {id: r.given_to})
OPTIONAL MATCH (deal:Agreement {id: r.agreement})
OPTIONAL MATCH (s:Statement {id: r.statement_id})-[:REPORTED_IN]->(d:Source)
OPTIONAL MATCH (s)-[:MADE_BY]->(speaker:Entity)
RETURN
  giver.name AS giver,
  r.gave AS gave,
  gave.id AS gave_id,
  taker.name AS taker,
  r.got AS got,
  got.id AS got_id,
  deal.name AS agreement,
  COLLECT {
    UNWIND coalesce(r.events, []) AS id
    MATCH (e:Event {id: id})
    RETURN e.name AS name ORDER BY name
  } AS events,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  coalesce(speaker.name, d.publisher) AS said_by,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY certainty, gave_id, got_id, r.link_id
LIMIT $limit
