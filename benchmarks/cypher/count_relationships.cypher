// What a load has written, for the comparison of two loads.
MATCH ()-[r]->()
RETURN type(r) AS type, count(*) AS relationships, sum(size(keys(r))) AS properties
ORDER BY type
