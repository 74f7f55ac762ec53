"""Reader of a query's clauses and patterns, for queries that the guard passed."""

from graph.asof.reader.clauses import read_query
from graph.asof.reader.tokens import Tokens, Unread

__all__ = ["Tokens", "Unread", "read_query"]
