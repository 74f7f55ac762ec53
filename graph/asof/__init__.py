"""Rewriter of ad-hoc Cypher: all relationships hold at the moment asked about."""

from graph.asof.clocks import HOLDS, ClockTexts, Holds, QueryClocks, split_user_name
from graph.asof.rewriter import MAX_REWRITTEN, rewrite, rewrite_checked

__all__ = [
    "HOLDS",
    "MAX_REWRITTEN",
    "ClockTexts",
    "Holds",
    "QueryClocks",
    "rewrite",
    "rewrite_checked",
    "split_user_name",
]
