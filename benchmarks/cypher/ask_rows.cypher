// Also the text that is sent to POST /cypher.
MATCH (a:Company)-[r:BASED_IN|MAKES|OWNS]->(b:Entity)
WHERE r.valid_from <= date($as_of) < r.valid_to
RETURN a.id AS company, a.name AS name, type(r) AS type, b.id AS other, toString(r.valid_from) AS valid_from,
  toString(r.valid_to) AS valid_to, r.certainty AS certainty, r.n_sources AS n_sources
LIMIT 5000
