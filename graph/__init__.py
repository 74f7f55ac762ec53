"""Domain of tradegraph: the ledger of statements, the graph computed from it, and its queries."""
