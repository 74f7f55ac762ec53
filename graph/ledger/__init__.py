"""The ledger in the graph: records are taken in, mended and joined, and given back, whole or as they came."""

from graph.ledger.change_feed import LAST, START, Change, Feed, changes, dump, taken_in_since
from graph.ledger.load_records import bring_up_to_date, load, settle, take_in
from graph.ledger.search_keys import refresh_keys
from graph.ledger.types import BATCH, Loaded, Progress

__all__ = [
    "BATCH", "LAST", "START", "Change", "Feed", "Loaded", "Progress", "bring_up_to_date", "changes", "dump", "load",
    "refresh_keys", "settle", "take_in", "taken_in_since",
]  # fmt: skip
