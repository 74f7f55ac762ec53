// title: Measure upon measure
// question: Which measure answers which, or was given for which, as declared and as the days suggest?
// group: measures
// answers: GET /chains
// param within_days: count = 30 -- An answer is inferred where it came at most so many days after.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
// inferred: a measure of one government against another that followed one of the other against the first, where nobody
// says what it answers, and the other is not said to answer it.
CALL () {
  MATCH (a:Measure|Product)-[r:RETALIATES_FOR|EXCHANGED_FOR]->(b:Measure|Product)
  WHERE r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  RETURN a, b, type(r) AS type, true AS declared, r.fact_id AS fact_id, r.certainty AS certainty
  UNION
  CALL () {
    MATCH (who:Entity)-[act:ANNOUNCED|IMPOSED]->(m:Measure)
    WHERE act.known_from <= $known_at < act.known_to AND act.certainty IN ['asserted', 'disputed']
      AND act.valid_from = act.valid_from_latest <= $as_of
    WITH m, act, who
    ORDER BY act.valid_from, who.id
    WITH m, head(collect(act)) AS act, head(collect(who)) AS who
    MATCH (who)(()-[o:HOLDS_OFFICE|PART_OF WHERE o.valid_from <= act.valid_from < o.valid_to
      AND o.known_from <= $known_at < o.known_to]->()){0,3}(maker:Government)
    MATCH (m)-[t:TARGETS WHERE t.valid_from <= $as_of AND t.known_from <= $known_at < t.known_to
      AND t.certainty IN ['asserted', 'disputed']]->(hit:Entity)
    MATCH (hit)(()-[h:BASED_IN|PART_OF|HOLDS_OFFICE WHERE h.valid_from <= act.valid_from < h.valid_to
      AND h.known_from <= $known_at < h.known_to]->()){0,2}(foe:Government)
    WHERE foe <> maker
    WITH DISTINCT maker, foe, m, act.valid_from AS day
    WITH maker.id AS maker, foe.id AS foe, collect({measure: m, day: day}) AS moves
    RETURN collect({maker: maker, foe: foe, moves: moves}) AS sides
  }
  UNWIND sides AS side
  UNWIND sides AS other
  WITH side, other
  WHERE side.maker = other.foe AND side.foe = other.maker
  UNWIND side.moves AS answer
  UNWIND other.moves AS cause
  WITH answer.measure AS a, cause.measure AS b, answer.day AS day, cause.day AS earlier
  WHERE earlier < day <= earlier + duration({days: $within_days})
    AND NOT EXISTS { MATCH (a)-[d:RETALIATES_FOR]->(:Measure) WHERE d.known_from <= $known_at < d.known_to }
    AND NOT EXISTS { MATCH (b)-[d:RETALIATES_FOR]->(a) WHERE d.known_from <= $known_at < d.known_to }
  RETURN DISTINCT a, b, 'RETALIATES_FOR' AS type, false AS declared, null AS fact_id, 'inferred' AS certainty
}
WITH DISTINCT a, b, type, declared, fact_id, certainty
WITH a, b, type, declared, fact_id, certainty, [x IN [a, b] | head(COLLECT {
  MATCH (:Entity)-[act:ANNOUNCED|IMPOSED]->(x)
  WHERE act.known_from <= $known_at < act.known_to AND act.certainty IN ['asserted', 'disputed']
    AND act.valid_from = act.valid_from_latest
  RETURN act.valid_from AS day ORDER BY day LIMIT 1
})] AS days
ORDER BY a.id, b.id, type
RETURN collect({
  subject: a {.id, .name},
  object: b {.id, .name},
  type: type,
  declared: declared,
  days: duration.inDays(days[1], days[0]).days,
  fact_id: fact_id,
  certainty: certainty
}) AS links
