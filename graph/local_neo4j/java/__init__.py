"""Java process that runs Neo4j."""
