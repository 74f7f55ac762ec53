// Links of an entity of all dates, known by then, by type and direction: those on the day first, then the newest.
//
// shown: the type of which up to all_of are listed; of the others each are. most: links that are looked at.
MATCH (e:Entity {id: $id})
CALL (e) {
  MATCH (e)-[r]-(x:Entity)
  WHERE r.known_from <= $known_at < r.known_to
  WITH e, r, x LIMIT $most
  WITH e, r, x, r.valid_from <= $as_of < r.valid_to AS now
  ORDER BY now DESC, r.valid_from DESC, r.link_id
  WITH type(r) AS type, startNode(r) = e AS out, collect({r: r, x: x}) AS found
  WITH type, out, size(found) AS total, found[..CASE WHEN type = $shown THEN $all_of ELSE $each END] AS found
  UNWIND found AS one
  WITH type, out, total, one.r AS r, one.x AS x
  RETURN type, out, total, collect(r {
    .*,
    type: type,
    subject: {id: startNode(r).id, name: startNode(r).name},
    object: {id: endNode(r).id, name: endNode(r).name},
    valid_from: toString(r.valid_from), valid_from_latest: toString(r.valid_from_latest),
    valid_to: toString(r.valid_to), valid_to_earliest: toString(r.valid_to_earliest),
    known_from: toString(r.known_from), known_to: null,
    other_kind: x.measure_kind,
    period: head(COLLECT {
      MATCH (x)-[:HAS_STATUS]->(p:StatusPeriod)
      WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
      RETURN p {.status, .scheduled}
      ORDER BY p.valid_from_latest <= $as_of < p.valid_to_earliest DESC, p.valid_from DESC LIMIT 1
    })
  }) AS links
}
RETURN type, out, total, links
ORDER BY type, out
