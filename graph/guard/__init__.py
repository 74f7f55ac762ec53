"""Guard for ad-hoc Cypher: only cheap read queries pass."""

from graph.guard.allowlist import ALLOWED_FUNCTIONS, ALLOWED_PROCEDURES, ROUTING_QUERIES, TOOLS_PROCEDURES
from graph.guard.check import MAX_BYTES, CheckedQuery, check, check_query, format_position

__all__ = [
    "ALLOWED_FUNCTIONS",
    "ALLOWED_PROCEDURES",
    "MAX_BYTES",
    "ROUTING_QUERIES",
    "TOOLS_PROCEDURES",
    "CheckedQuery",
    "check",
    "check_query",
    "format_position",
]
