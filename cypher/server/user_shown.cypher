// Response of the Bolt proxy to SHOW CURRENT USER: the reader, not the proxy's own account at Neo4j.
RETURN $tradegraph_reader AS user, null AS roles, false AS passwordChangeRequired, null AS suspended, null AS home
