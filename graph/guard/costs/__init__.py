"""Cost of a query as far as its text and its parameters tell."""
