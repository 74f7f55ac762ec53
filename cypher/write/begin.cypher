// Counts the revision up, notes when, and, by writing to the one ledger node, makes writers wait for each other.
MERGE (l:Ledger {id: 'ledger'})
ON CREATE SET l.revision = 0
SET l.revision = l.revision + 1, l.changed_at = datetime(), l.projected_by = coalesce(l.projected_by, $version)
CREATE (:Revision {revision: l.revision, recorded_at: l.changed_at})
RETURN l.revision AS revision
