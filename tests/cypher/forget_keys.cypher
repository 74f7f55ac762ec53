MATCH (l:Ledger {id: 'ledger'})
REMOVE l.keys_version
WITH l
MATCH (k:SearchKeys)
DELETE k
