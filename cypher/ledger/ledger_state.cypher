// Number of writes to the graph, and versions of its schema, projection rules and search keys; 0 and null without
// a ledger.
OPTIONAL MATCH (l:Ledger {id: 'ledger'})
RETURN coalesce(l.revision, 0) AS revision, l.schema AS schema, l.projected_by AS projected_by,
  l.keys_version AS keys_version
