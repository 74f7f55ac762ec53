// A part at a time: a transaction has at most 256 MB.
MATCH ()-[r]->()
WITH r
LIMIT 20000
DELETE r
RETURN count(*) AS deleted
