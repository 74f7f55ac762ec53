// title: Measure and countermeasure
// question: Which measure answers which other one, who imposed them and where do both stand on a date?
// group: measures
// param measure: entity = null -- Only pairs in which this measure is one of the two.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// status_basis: by_terms where a date stated earlier brought the status about and nothing published since confirms it,
// from unheard_since on; else reported.
MATCH (answer:Measure)-[r:RETALIATES_FOR]->(cause:Measure)
WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  AND ($measure IS NULL OR $measure IN [answer.id, cause.id])
WITH answer, r, cause, head(COLLECT {
  MATCH (answer)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS answer_now, head(COLLECT {
  MATCH (cause)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  RETURN p
  ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
  LIMIT 1
}) AS cause_now
RETURN
  answer.id AS answer_id,
  answer.name AS answer,
  COLLECT {
    MATCH (who:Entity)-[act:IMPOSED]->(answer)
    WHERE act.valid_from <= $as_of < act.valid_to AND act.known_from <= $known_at < act.known_to
      AND act.certainty IN ['asserted', 'disputed']
    RETURN DISTINCT who.name AS name ORDER BY name
  } AS answer_by,
  answer_now.status AS answer_status,
  CASE answer_now.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS answer_status_basis,
  CASE WHEN answer_now.scheduled THEN answer_now.valid_from_latest END AS answer_unheard_since,
  cause.id AS cause_id,
  cause.name AS cause,
  COLLECT {
    MATCH (who:Entity)-[act:IMPOSED]->(cause)
    WHERE act.valid_from <= $as_of < act.valid_to AND act.known_from <= $known_at < act.known_to
      AND act.certainty IN ['asserted', 'disputed']
    RETURN DISTINCT who.name AS name ORDER BY name
  } AS cause_by,
  cause_now.status AS cause_status,
  CASE cause_now.scheduled WHEN true THEN 'by_terms' WHEN false THEN 'reported' END AS cause_status_basis,
  CASE WHEN cause_now.scheduled THEN cause_now.valid_from_latest END AS cause_unheard_since,
  CASE WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes' ELSE 'possible' END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY answer_id, cause_id, r.link_id
LIMIT $limit
