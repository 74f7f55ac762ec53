"""Pages of the query library: the list of questions, and each one with its answer."""
