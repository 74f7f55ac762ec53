"""Responses from rows of the query files: pure functions, one module for each group of calls."""
