// Labels and relationship types in use, for the formats that declare attributes first. Neo4j knows them without a scan.
CALL db.labels() YIELD label
WITH collect(label) AS kinds
CALL db.relationshipTypes() YIELD relationshipType
RETURN kinds, collect(relationshipType) AS types
