// How often the graph was written to, and which schema, rules of projection and search keys it has; 0 and null without a ledger.
OPTIONAL MATCH (l:Ledger {id: 'ledger'})
RETURN coalesce(l.revision, 0) AS revision, l.schema AS schema, l.projected_by AS projected_by,
  l.keys_version AS keys_version
