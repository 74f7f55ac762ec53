UNWIND range(1, $count) AS x
RETURN x, 'a name' AS name
