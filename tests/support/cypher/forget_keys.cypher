// The graph as it was before it had search keys.
MATCH (l:Ledger {id: 'ledger'})
SET l.schema = 'older'
REMOVE l.keys_version
WITH l
MATCH (k:SearchKeys)
DELETE k
