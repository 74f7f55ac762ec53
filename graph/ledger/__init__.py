"""Ledger in the graph: load, check, correct, merge and export records."""

from graph.ledger.change_feed import (
    FEED_START,
    LAST_KEY,
    ChangePage,
    LedgerChange,
    export_records,
    find_key_before,
    read_changes,
)
from graph.ledger.load_records import check_batch, ingest
from graph.ledger.types import BATCH, LoadResult, Progress
from graph.ledger.upgrades import refresh_keys, reproject_if_outdated

__all__ = [
    "BATCH",
    "FEED_START",
    "LAST_KEY",
    "ChangePage",
    "LedgerChange",
    "LoadResult",
    "Progress",
    "check_batch",
    "export_records",
    "find_key_before",
    "ingest",
    "read_changes",
    "refresh_keys",
    "reproject_if_outdated",
]
