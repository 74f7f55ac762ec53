"""Neo4j's jars: the lock file, the download cache, and the command that updates the lock."""
