MATCH (n:Touched)
DELETE n
