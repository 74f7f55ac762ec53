// Counts the revision up and, by writing to the one ledger node, makes writers wait for each other.
MERGE (l:Ledger {id: 'ledger'})
ON CREATE SET l.revision = 0, l.projected_by = $version
SET l.revision = l.revision + 1, l.changed_at = datetime()
RETURN l.revision AS revision
