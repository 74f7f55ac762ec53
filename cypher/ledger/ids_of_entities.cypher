// The ids of all entities, merged ones too, and of sources, with the country code of governments.
MATCH (n:Entity|Merged|Source)
RETURN n.id AS id, n.iso3166 AS code
