// title: Agreements, their parties and what they do
// question: Who is party to which agreement, and which measures does it ease, suspend or lift?
// group: talks
// param agreement: entity = null -- Only this agreement.
// param party: entity = null -- Only agreements to which this government is, or is expected to be, a party.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 100 -- How many at most.
// standing: concluded; expected, where nobody says that it is; spoken of, as something that is sought or opposed.
// One row for each measure that it bears on. certainty and holds are those of that effect.
MATCH (deal:Agreement)
WHERE ($agreement IS NULL OR deal.id = $agreement)
  AND EXISTS {
    MATCH (deal)-[any]-(:Entity)
    WHERE any.valid_from <= $as_of < any.valid_to AND any.known_from <= $known_at < any.known_to
  }
  AND ($party IS NULL OR EXISTS {
    MATCH (deal)<-[p:PARTY_TO]-(:Government {id: $party})
    WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
  })
OPTIONAL MATCH (deal)-[r:EASES|SUSPENDS|LIFTS]->(m:Measure)
WHERE r.known_from <= $known_at < r.known_to
  AND (r.valid_from <= $as_of OR r.certainty IN ['announced', 'expected', 'offered', 'threatened'])
  AND r.fulfilled_by IS NULL
RETURN
  deal.id AS agreement_id,
  deal.name AS agreement,
  CASE
    WHEN EXISTS {
      MATCH (:Entity)-[c:PARTY_TO|ANNOUNCED]->(deal)
      WHERE c.valid_from <= $as_of < c.valid_to AND c.known_from <= $known_at < c.known_to
        AND c.certainty IN ['asserted', 'disputed']
    } THEN 'concluded'
    WHEN EXISTS {
      MATCH (:Entity)-[c:PARTY_TO|ANNOUNCED]->(deal)
      WHERE c.valid_from <= $as_of < c.valid_to AND c.known_from <= $known_at < c.known_to
    } THEN 'expected'
    ELSE 'spoken of'
  END AS standing,
  COLLECT {
    MATCH (g:Government)-[p:PARTY_TO]->(deal)
    WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
      AND p.certainty IN ['asserted', 'disputed']
    RETURN DISTINCT g.name AS name ORDER BY name
  } AS parties,
  COLLECT {
    MATCH (g:Government)-[p:PARTY_TO]->(deal)
    WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
      AND p.certainty IN ['announced', 'expected', 'offered', 'threatened'] AND p.fulfilled_by IS NULL
    RETURN DISTINCT g.name AS name ORDER BY name
  } AS expected_parties,
  head(COLLECT {
    MATCH (:Entity)-[act:ANNOUNCED]->(deal)
    WHERE act.valid_from <= $as_of < act.valid_to AND act.known_from <= $known_at < act.known_to
      AND act.certainty IN ['asserted', 'disputed']
    RETURN act.valid_from AS day ORDER BY day LIMIT 1
  }) AS announced_on,
  type(r) AS effect,
  m.id AS measure_id,
  m.name AS measure,
  r.how AS how,
  nullIf(r.valid_from, date('0001-01-01')) AS since,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS since_latest,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE
    WHEN r IS NULL THEN null
    WHEN r.valid_from_latest <= $as_of < r.valid_to_earliest THEN 'yes'
    WHEN r.valid_from <= $as_of < r.valid_to THEN 'possible'
    ELSE 'no'
  END AS holds,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY agreement_id, measure_id, effect, r.link_id
LIMIT $limit
