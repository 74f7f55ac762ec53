// Words of names, in Latin letters, that at least so many entities have
MATCH (k:SearchKeys)
UNWIND k.words AS word
WITH word, count(*) AS entities
WHERE entities >= $least
RETURN word, entities
