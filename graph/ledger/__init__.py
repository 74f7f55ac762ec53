"""Ledger in the graph: load, check, correct, merge and export records."""

from graph.ledger.change_feed import (
    EXPORT_PAGE,
    FEED_START,
    LAST_KEY,
    ChangePage,
    LedgerChange,
    export_records,
    find_key_before,
    iter_records,
    read_changes,
)
from graph.ledger.list_editions import fetch_entity_ids, iter_list_statements
from graph.ledger.load_records import check_batch, ingest
from graph.ledger.types import BATCH, LoadResult, Progress
from graph.ledger.upgrades import refresh_keys, reproject_if_outdated

__all__ = [
    "BATCH",
    "EXPORT_PAGE",
    "FEED_START",
    "LAST_KEY",
    "ChangePage",
    "LedgerChange",
    "LoadResult",
    "Progress",
    "check_batch",
    "export_records",
    "fetch_entity_ids",
    "find_key_before",
    "ingest",
    "iter_list_statements",
    "iter_records",
    "read_changes",
    "refresh_keys",
    "reproject_if_outdated",
]
