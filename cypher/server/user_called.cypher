// The answer to dbms.showCurrentUser for clients of the door: the reader, and not the account that the door has at Neo4j.
RETURN $tradegraph_reader AS username, null AS roles, [] AS flags
