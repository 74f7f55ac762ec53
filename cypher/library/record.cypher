// title: Track record: announcements and what came of them
// question: What did this official or government threaten, offer, expect or announce, and did it happen?
// group: actors
// answers: GET /entities/{id}/record
// param id: entity -- An official, an agency or a government.
// param as_of: date = today -- The date you ask about: statements made and acts done by then.
// param known_at: instant = now -- Only sources published by then count; a date means the end of that day.
// voice: the speaker: the actor itself, or for a government or an agency, an office holder or a part of it on that day.
// done: the fact that fulfilled it; for an announcement, the act that put it into force, its parties, or its effects.
// own: true if the statement is about an act or a measure of the actor, its office holders or its parts.
MATCH (e:Entity {id: $id})
WHERE e:Official OR e:Agency OR e:Government
RETURN e {.id, .name} AS entity, COLLECT {
  MATCH (e)(()<-[o:HOLDS_OFFICE|PART_OF WHERE o.known_from <= $known_at < o.known_to
    AND o.certainty IN ['asserted', 'disputed']]-()){0,3}(voice:Entity)
  CALL (voice) {
    MATCH (s:Statement)-[:MADE_BY]->(voice)
    WHERE s.stance IN ['announces', 'threatens', 'offers', 'expects']
    RETURN s
    UNION
    MATCH (s:Statement)-[:ABOUT]->(voice)
    WHERE s.subject = voice.id
      AND (s.predicate = 'ANNOUNCED' AND s.stance = 'asserts' OR s.said_by IS NULL AND s.stance IN ['announces', 'threatens', 'offers'])
    RETURN s
  }
  MATCH (s)-[:REPORTED_IN]->(d:Source)
  WHERE d.published_at <= $known_at
  WITH o, voice, s, d, CASE s.stance WHEN 'asserts' THEN coalesce(s.valid_from, s.said_on) ELSE s.said_on END AS stated
  WITH o, voice, s, d, CASE WHEN size(stated) = 10 THEN date(stated) ELSE date(d.published_at) END AS day
  WHERE day <= $as_of AND all(x IN o WHERE x.valid_from <= day < x.valid_to)
  WITH DISTINCT voice, s, d, day
  MATCH (a:Entity {id: s.subject})
  MATCH (b:Entity {id: s.object})
  OPTIONAL MATCH (s)-[:MADE_BY]->(who:Entity)
  RETURN {
    day: toString(day),
    voice: voice.id,
    own: EXISTS {
      MATCH (a)(()<-[:ANNOUNCED|IMPOSED|UPHELD|EASED|SUSPENDED|EXTENDED|LIFTED|INVALIDATED]-()){0,1}(doer:Entity)
      MATCH (doer)(()-[h:HOLDS_OFFICE|PART_OF WHERE h.valid_from <= day < h.valid_to
        AND h.known_from <= $known_at < h.known_to]->()){0,3}(:Entity {id: $id})
    },
    fact_id: s.fact_id,
    type: s.predicate,
    subject: a {.id, .name},
    object: b {.id, .name},
    statement: s {
      .*,
      recorded_at: toString(s.recorded_at),
      said_by: who {.id, .name},
      source: d {.id, .title, .publisher, .url, .published_on}
    },
    done: COLLECT {
      CALL (s, a, b) {
        MATCH (a)-[r]->(b)
        WHERE s.stance <> 'asserts' AND r.fact_id = s.fact_id AND r.fulfilled_by IS NOT NULL
          AND r.known_from <= $known_at < r.known_to
        RETURN r.fulfilled_by AS id
        UNION
        MATCH (:Entity)-[r:IMPOSED|PARTY_TO]->(b)
        WHERE s.stance = 'asserts' AND r.certainty IN ['asserted', 'disputed']
          AND r.known_from <= $known_at < r.known_to
        RETURN r.statement_id AS id
        UNION
        MATCH (b)-[r:EASES|SUSPENDS|LIFTS]->(:Measure)
        WHERE s.stance = 'asserts' AND r.certainty IN ['asserted', 'disputed']
          AND r.known_from <= $known_at < r.known_to
        RETURN r.statement_id AS id
      }
      MATCH (f:Statement {id: id})-[:REPORTED_IN]->(fd:Source)
      OPTIONAL MATCH (f)-[:MADE_BY]->(by:Entity)
      RETURN f {
        .*,
        recorded_at: toString(f.recorded_at),
        published_at: toString(fd.published_at),
        said_by: by {.id, .name},
        source: fd {.id, .title, .publisher, .url, .published_on}
      }
      ORDER BY fd.published_at, f.id
    }
  } AS said
  ORDER BY said.day, said.voice, said.fact_id, said.statement.id
} AS said
