"""The one way to Neo4j. Nothing outside this package imports the driver."""

from graph.store.adhoc import AdHoc, Limits, Stream, Table
from graph.store.store import LedgerState, Rows, Store, Transaction
from graph.store.values import json_value

__all__ = ["AdHoc", "LedgerState", "Limits", "Rows", "Store", "Stream", "Table", "Transaction", "json_value"]
