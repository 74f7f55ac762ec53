// The routing table as tools ask for it by a query. The door for them answers with itself, whatever Neo4j is behind it.
RETURN $ttl AS ttl, $servers AS servers
