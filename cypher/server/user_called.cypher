// Response of the Bolt proxy to dbms.showCurrentUser: the reader, not the proxy's own account at Neo4j.
RETURN $tradegraph_reader AS username, null AS roles, [] AS flags
