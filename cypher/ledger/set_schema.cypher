MERGE (l:Ledger {id: 'ledger'})
ON CREATE SET l.revision = 0
SET l.schema = $schema
