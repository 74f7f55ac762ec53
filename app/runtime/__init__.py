"""Start-up: connect to Neo4j, build what requests share, and load data."""
