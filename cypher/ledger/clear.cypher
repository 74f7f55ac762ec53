// Delete all nodes and relationships, including the ledger's revision.
MATCH (n)
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS
