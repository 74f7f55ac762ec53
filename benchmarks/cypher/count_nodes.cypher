// What a load has written, for the comparison of two loads. The notes on the ledger itself do not count.
MATCH (n)
WHERE NOT n:Ledger AND NOT n:Revision
RETURN labels(n) AS labels, count(*) AS nodes, sum(size(keys(n))) AS properties
ORDER BY labels
