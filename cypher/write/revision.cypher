OPTIONAL MATCH (l:Ledger {id: 'ledger'})
RETURN coalesce(l.revision, 0) AS revision
