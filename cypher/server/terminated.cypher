// Transactions that were ended and still run: Neo4j does not look at its clock within one expression.
SHOW TRANSACTIONS YIELD transactionId, status
WHERE status STARTS WITH 'Terminated'
RETURN transactionId AS id
