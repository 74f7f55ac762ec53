MATCH (l:Ledger {id: 'ledger'})
SET l.keys_version = $version
