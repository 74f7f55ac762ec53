"""The ledger in the graph: records are taken in, mended and joined, and given back, whole or as they came."""

from graph.ledger.base import BATCH, Loaded, Progress
from graph.ledger.feed import LAST, START, Change, Feed, changes, dump, taken_in_since
from graph.ledger.keying import refresh_keys
from graph.ledger.loading import bring_up_to_date, load, settle, take_in

__all__ = [
    "BATCH", "LAST", "START", "Change", "Feed", "Loaded", "Progress", "bring_up_to_date", "changes", "dump", "load",
    "refresh_keys", "settle", "take_in", "taken_in_since",
]  # fmt: skip
