SHOW TRANSACTIONS YIELD currentQuery
WHERE currentQuery CONTAINS $mark
RETURN count(*) AS running
