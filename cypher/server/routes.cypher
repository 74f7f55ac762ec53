// Routing table, for clients that ask for it by a query. The Bolt proxy names itself, not the Neo4j behind it.
RETURN $ttl AS ttl, $servers AS servers
