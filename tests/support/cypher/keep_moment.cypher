// Delete all that does not hold on a day as known at an instant: the graph of that moment. Only for transactions that
// are rolled back.
CALL () {
  MATCH ()-[r]->()
  WHERE NOT (r.known_from <= $known < r.known_to AND ($day IS NULL OR CASE WHEN $surely AND r.valid_from_latest IS NOT NULL
    THEN r.valid_from_latest <= $day < r.valid_to_earliest ELSE r.valid_from <= $day < r.valid_to END))
  DELETE r
}
CALL () {
  MATCH (p:StatusPeriod)
  WHERE NOT (p.known_from <= $known < p.known_to AND ($day IS NULL OR CASE WHEN $surely
    THEN p.valid_from_latest <= $day < p.valid_to_earliest ELSE p.valid_from <= $day < p.valid_to END))
  DETACH DELETE p
}
CALL () {
  MATCH (n:Statement|Source)
  WHERE NOT coalesce(n.known_from, n.published_at) <= $known
  DETACH DELETE n
}
RETURN 1
