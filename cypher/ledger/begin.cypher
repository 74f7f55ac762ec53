// Increment the revision and record its time. Writing to the single ledger node also serializes writers.
// An empty graph gets the current version of search keys.
MERGE (l:Ledger {id: 'ledger'})
ON CREATE SET l.revision = 0
SET l.keys_version = CASE l.revision WHEN 0 THEN $keys_version ELSE l.keys_version END
SET l.revision = l.revision + 1, l.changed_at = datetime(), l.projected_by = coalesce(l.projected_by, $version)
CREATE (:Revision {revision: l.revision, recorded_at: l.changed_at})
RETURN l.revision AS revision
