"""Start-up: connect to Neo4j, load the example data, and hold what requests share."""
