// Terminated transactions that still run: Neo4j does not check for termination within one expression.
SHOW TRANSACTIONS YIELD transactionId, status
WHERE status STARTS WITH 'Terminated'
RETURN transactionId AS id
