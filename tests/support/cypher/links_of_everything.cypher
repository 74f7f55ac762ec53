MATCH (a:Entity)-[r]->(b:Entity)
RETURN r.link_id AS id, a.id AS subject, type(r) AS type, b.id AS object
