// Make the graph one of an older version, whose evidence and status relationships had no dates.
MATCH (l:Ledger)
SET l.projected_by = 4
WITH l
MATCH (s:Statement|Corrected)
REMOVE s.known_from
WITH DISTINCT l
MATCH ()-[r:ABOUT|MADE_BY|REPORTED_IN|HAS_STATUS]->()
SET r = {}
