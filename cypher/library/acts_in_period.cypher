// title: Everything done between two days
// question: What was announced, imposed, eased, agreed or met about between two days, in the order of time?
// group: time
// param since: date -- The first day.
// param as_of: date = today -- The last day.
// param types: texts = null -- Only these types of act, as IMPOSED; without it all acts on measures, and meetings.
// param with_expected: boolean = true -- Also what is only expected, offered or threatened for these days.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param limit: count = 200 -- How many at most.
// in_period: possible, where the date is known only roughly and may lie outside.
MATCH (a:Entity)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED|SUSPENDS|EASES|LIFTS|SUPERSEDES|
  EXCHANGED_FOR|HELD_IN|TOOK_PART_IN|COMMENTED_ON]->(b:Entity)
WHERE r.known_from <= $known_at < r.known_to AND r.fulfilled_by IS NULL
  AND $since <= r.valid_from_latest AND r.valid_from <= $as_of
  AND ($with_expected OR r.certainty IN ['asserted', 'disputed'])
  AND CASE
    WHEN $types IS NULL THEN NOT type(r) IN ['TOOK_PART_IN', 'COMMENTED_ON']
    ELSE type(r) IN $types
  END
RETURN
  nullIf(r.valid_from, date('0001-01-01')) AS acted_on,
  nullIf(r.valid_from_latest, date('9999-12-31')) AS acted_on_latest,
  a.id AS actor_id,
  a.name AS actor,
  type(r) AS act,
  b.id AS object_id,
  b.name AS object,
  coalesce(r.how, r.place, r.role, r.topic, r.gave + ' for ' + r.got) AS how,
  nullIf(r.valid_to, date('9999-12-31')) AS until,
  CASE WHEN $since <= r.valid_from AND r.valid_from_latest <= $as_of THEN 'yes' ELSE 'possible' END AS in_period,
  r.certainty AS certainty,
  r.n_sources AS n_sources,
  r.fact_id AS fact_id
ORDER BY r.valid_from, r.valid_from_latest, actor_id, act, object_id, r.link_id
LIMIT $limit
