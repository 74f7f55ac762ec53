"""Ad-hoc Cypher as of a day: queries are rewritten, so that all relationships hold at the moment asked about."""

from graph.asof.clocks import HOLDS, Holds, QueryClocks
from graph.asof.rewrite import MAX_REWRITTEN, rewrite

__all__ = ["HOLDS", "MAX_REWRITTEN", "Holds", "QueryClocks", "rewrite"]
