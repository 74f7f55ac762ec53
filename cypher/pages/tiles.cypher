// The numbers on the start page, of the whole graph; the measures in force are those of the day.
RETURN
  COUNT { (:Measure) } AS measures,
  COUNT {
    MATCH (m:Measure)-[:HAS_STATUS]->(p:StatusPeriod {status: 'in_force'})
    WHERE p.valid_from <= $as_of < p.valid_to AND p.known_from <= $known_at < p.known_to
    RETURN DISTINCT m
  } AS in_force,
  COUNT { (:Official) } + COUNT { (:Person) } + COUNT { (:Government) } + COUNT { (:Agency) } + COUNT { (:Court) }
    + COUNT { (:Company) } + COUNT { (:Organization) } + COUNT { (:Vessel) } + COUNT { (:Aircraft) } AS actors,
  COUNT { (:Product) } AS products,
  COUNT { (:Agreement) } AS agreements,
  COUNT { (:Source) } AS sources,
  COUNT { (:Statement) } AS statements
