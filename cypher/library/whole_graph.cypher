// title: The graph, or a part of it
// question: Which entities are there, and which links among them hold on a date?
// group: graph
// answers: GET /export
// param ids: entities = null -- Only these entities, and the links among them; not given, all.
// param kinds: texts = null -- Only entities of these kinds, and the links among them.
// param types: texts = null -- Only links of these types.
// param certainties: texts = null -- Only links of these certainties.
// param as_of: date = today -- The day for which it is asked.
// param known_at: instant = now -- What could be known by then; a day means its end.
CALL () {
  MATCH (e:Entity)
  WHERE ($ids IS NULL OR e.id IN $ids) AND ($kinds IS NULL OR any(label IN labels(e) WHERE label IN $kinds))
  RETURN
    1 AS part,
    e.id AS key,
    {
      entity: e {.*},
      period: head(COLLECT {
        MATCH (e)-[:HAS_STATUS]->(p:StatusPeriod)
        WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
        RETURN p {
          .*,
          valid_from: toString(p.valid_from), valid_from_latest: toString(p.valid_from_latest),
          valid_to: toString(p.valid_to), valid_to_earliest: toString(p.valid_to_earliest),
          known_from: toString(p.known_from), known_to: null
        }
        ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC
        LIMIT 1
      })
    } AS node,
    null AS link
  UNION ALL
  MATCH (a:Entity)-[r]->(b:Entity)
  WHERE ($ids IS NULL OR (a.id IN $ids AND b.id IN $ids))
    AND ($kinds IS NULL OR (
      any(label IN labels(a) WHERE label IN $kinds) AND any(label IN labels(b) WHERE label IN $kinds)))
    AND ($types IS NULL OR type(r) IN $types) AND ($certainties IS NULL OR r.certainty IN $certainties)
    AND r.valid_from <= $as_of < r.valid_to AND r.known_from <= $known_at < r.known_to
  RETURN 2 AS part, r.link_id AS key, null AS node, r {
    .*,
    type: type(r),
    subject: {id: a.id, name: a.name},
    object: {id: b.id, name: b.name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null
  } AS link
}
RETURN node, link
ORDER BY part, key
