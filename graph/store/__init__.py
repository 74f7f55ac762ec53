"""The one way to Neo4j. Nothing outside this package imports the driver."""

from graph.store.adhoc import AdHoc, Limits, Stream, Table
from graph.store.json_values import JsonForm
from graph.store.runaway import Stuck
from graph.store.store import LedgerState, Rows, Store, Transaction

__all__ = ["AdHoc", "JsonForm", "LedgerState", "Limits", "Rows", "Store", "Stream", "Stuck", "Table", "Transaction"]
