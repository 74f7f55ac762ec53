// The answer to SHOW CURRENT USER for clients of the door: the reader, and not the account that the door has at Neo4j.
RETURN $tradegraph_reader AS user, null AS roles, false AS passwordChangeRequired, null AS suspended, null AS home
