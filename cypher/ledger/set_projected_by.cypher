MATCH (l:Ledger {id: 'ledger'})
SET l.projected_by = $version, l.revision = l.revision + 1, l.changed_at = datetime()
