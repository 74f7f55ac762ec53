// Names of the properties that entities and links have, for the formats that declare them first.
RETURN
  COLLECT {
    MATCH (e:Entity)
    WITH DISTINCT keys(e) AS names
    UNWIND names AS name
    RETURN DISTINCT name
  } AS entities,
  COLLECT {
    MATCH (:Entity)-[r]->(:Entity)
    WITH DISTINCT keys(r) AS names
    UNWIND names AS name
    RETURN DISTINCT name
  } AS links
