"""Pure functions from rows of the query files to responses."""
