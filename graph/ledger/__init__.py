"""The ledger in the graph: records are taken in, mended and joined, and given back, whole or as they came."""

from graph.ledger.base import BATCH, Loaded, Progress
from graph.ledger.feed import Change, Feed, changes, dump
from graph.ledger.loading import bring_up_to_date, load, settle

__all__ = ["BATCH", "Change", "Feed", "Loaded", "Progress", "bring_up_to_date", "changes", "dump", "load", "settle"]
