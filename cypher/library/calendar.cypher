// title: Calendar of measures
// question: What starts, is eased, suspended or extended, snaps back, expires or is lifted between two days?
// group: time
// answers: GET /measures/calendar
// param from: date = null -- The first day; without it the day for which it is asked.
// param to: date = null -- The day before which it has to happen; without it one year after the first day.
// param target: entity = null -- Only measures that target this government, company or person in that time.
// param kind: text = null -- Only this kind of measure, as export_control or tariff.
// param as_of: date = today -- The day for which it is asked: the first day where none is given.
// param known_at: instant = now -- What could be known by then; a day means its end.
// param after: text = "" -- Only what comes after this key, which is day, measure and id.
// param limit: count = 100 -- How many at most.
// period: a status that begins. link: an extension, a rate that changes, or an act with a day that is only announced,
// expected, offered or threatened. rate_before: the rate of duty until then.
// bearing: what ends the pause on that day, and what is expected, offered or threatened that would change it.
WITH coalesce($from, $as_of) AS first
WITH first, coalesce($to, first + duration({years: 1})) AS last
CALL (first, last) {
  MATCH (m:Measure)-[:HAS_STATUS]->(p:StatusPeriod)
  WHERE p.known_from <= $known_at < p.known_to
    AND date('0001-01-01') < p.valid_from < last AND first <= p.valid_from_latest
  RETURN m, p, null AS r, null AS rate, p.valid_from AS day, p.period_id AS id
  UNION
  // A rate of duty that changes on a day that the measure itself names.
  MATCH (m:Measure)-[r:TARGETS|RESTRICTS]->(x:Entity)
  WHERE r.certainty IN ['asserted', 'disputed'] AND r.known_from <= $known_at < r.known_to
    AND date('0001-01-01') < r.valid_from < last AND first <= r.valid_from_latest
  MATCH (m)-[b:TARGETS|RESTRICTS]->(x)
  WHERE b.fact_id = r.fact_id AND b.certainty IN ['asserted', 'disputed'] AND b.known_from <= $known_at < b.known_to
    AND b.rate_pct IS NOT NULL AND b.valid_from < r.valid_from
    AND b.valid_to_earliest <= r.valid_from_latest AND r.valid_from <= b.valid_to
    AND (r.rate_pct IS NULL OR r.rate_pct <> b.rate_pct)
  RETURN m, null AS p, r, b.rate_pct AS rate, r.valid_from AS day, r.link_id AS id
  UNION
  MATCH (:Entity)-[r:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED|SUSPENDS|EASES|LIFTS]->(m:Measure)
  WHERE r.known_from <= $known_at < r.known_to
    AND date('0001-01-01') < r.valid_from < last AND first <= r.valid_from_latest
    AND CASE
      WHEN r.certainty IN ['asserted', 'disputed'] THEN type(r) = 'EXTENDED'
      // What was to come and has had its day is no longer ahead.
      ELSE r.fulfilled_by IS NULL AND date($known_at) <= r.valid_from_latest < date('9999-12-31')
    END
  RETURN m, null AS p, r, null AS rate, r.valid_from AS day, r.link_id AS id
}
WITH first, last, m, p, r, rate, day, toString(day) + ' ' + m.id + ' ' + id AS key
WHERE key > $after
  AND ($kind IS NULL OR m.measure_kind = $kind)
  AND ($target IS NULL OR EXISTS {
    MATCH (m)-[t:TARGETS]->(:Entity {id: $target})
    WHERE t.valid_from < last AND first < t.valid_to AND t.known_from <= $known_at < t.known_to
  })
WITH m, p, r, rate, day, key
ORDER BY key
LIMIT $limit
WITH m, p, r, rate, day, key, head(COLLECT {
  MATCH (m)-[:HAS_STATUS]->(q:StatusPeriod)
  WHERE q.known_from <= $known_at < q.known_to AND q.valid_from < day
  RETURN q ORDER BY q.valid_from DESC, q.valid_to DESC LIMIT 1
}) AS before
RETURN collect({
  key: key,
  measure: m {.id, .name},
  rate_before: rate,
  period: p {
    .*,
    valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
    valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
    known_from: toString(p.known_from), known_to: null
  },
  link: r {
    .*,
    type: type(r),
    subject: {id: startNode(r).id, name: startNode(r).name},
    object: {id: endNode(r).id, name: endNode(r).name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null
  },
  before: before {
    .*,
    valid_from: toString(before.valid_from), valid_from_latest: toString(before.valid_from_latest),
    valid_to: toString(before.valid_to), valid_to_earliest: toString(before.valid_to_earliest),
    known_from: toString(before.known_from), known_to: null
  },
  statement: head(COLLECT {
    MATCH (s:Statement {id: before.statement_id})-[:REPORTED_IN]->(d:Source)
    OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
    RETURN s {
      .*,
      recorded_at: toString(s.recorded_at),
      said_by: who {.id, .name},
      source: d {.id, .title, .publisher, .url, .published_on}
    }
  }),
  bearing: COLLECT {
    MATCH (:Entity)-[x:IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED|SUSPENDS|EASES|LIFTS]->(y:Measure|Agreement)
    WHERE p.rule = 'snap_back' AND x.known_from <= $known_at < x.known_to
      AND (y = m OR EXISTS {
        MATCH (y)-[e:EASES|SUSPENDS]->(m)
        WHERE e.known_from <= $known_at < e.known_to
      })
      AND CASE
        WHEN x.certainty IN ['asserted', 'disputed']
          THEN x.valid_to_earliest <= p.valid_from_latest AND p.valid_from <= x.valid_to
        ELSE x.fulfilled_by IS NULL AND p.valid_from < x.valid_to AND date($known_at) <= x.valid_from_latest
      END
    RETURN x {
      .*,
      type: type(x),
      subject: {id: startNode(x).id, name: startNode(x).name},
      object: {id: endNode(x).id, name: endNode(x).name},
      valid_from: toString(x.valid_from), valid_from_latest: toString(x.valid_from_latest),
      valid_to: toString(x.valid_to), valid_to_earliest: toString(x.valid_to_earliest),
      known_from: toString(x.known_from), known_to: null
    }
    ORDER BY x.valid_from, x.type, x.link_id
  }
}) AS events
