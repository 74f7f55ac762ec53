"""Any table, by a mapping of its columns."""
