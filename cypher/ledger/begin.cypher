// Counts the revision up, notes when, and, by writing to the one ledger node, makes writers wait for each other.
// A graph without records takes the search keys of this version from its first record on.
MERGE (l:Ledger {id: 'ledger'})
ON CREATE SET l.revision = 0
SET l.keys_version = CASE l.revision WHEN 0 THEN $keys_version ELSE l.keys_version END
SET l.revision = l.revision + 1, l.changed_at = datetime(), l.projected_by = coalesce(l.projected_by, $version)
CREATE (:Revision {revision: l.revision, recorded_at: l.changed_at})
RETURN l.revision AS revision
