// Which version of the rules the graph was projected by; null where there is no graph yet.
OPTIONAL MATCH (l:Ledger {id: 'ledger'})
RETURN CASE WHEN l IS NULL THEN null ELSE coalesce(l.projected_by, 0) END AS version
