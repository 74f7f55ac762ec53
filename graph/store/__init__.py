"""The one way to Neo4j. Nothing outside this package imports the driver."""

from graph.store.adhoc import AdHoc, Limits, Stream, Table
from graph.store.store import LedgerState, Rows, Store, Transaction
from graph.store.stuck import Stuck
from graph.store.values import JsonForm

__all__ = ["AdHoc", "JsonForm", "LedgerState", "Limits", "Rows", "Store", "Stream", "Stuck", "Table", "Transaction"]
