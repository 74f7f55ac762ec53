// The last revision of the ledger that was made before an instant.
OPTIONAL MATCH (v:Revision)
WHERE v.recorded_at < datetime($instant)
RETURN coalesce(max(v.revision), 0) AS revision
