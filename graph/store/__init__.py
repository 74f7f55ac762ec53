"""Neo4j client: queries, transactions and ad-hoc Cypher. Only this package uses the driver."""

from graph.store.adhoc import AdHocRunner, JsonTable, QueryLimits, RowStream
from graph.store.graph_version import GraphVersion, VersionWatch
from graph.store.json_values import JsonEncoder
from graph.store.repeatable import is_repeatable
from graph.store.runaway import RunawayQueries
from graph.store.store import LedgerState, ResultTable, Store, Transaction

__all__ = [
    "AdHocRunner",
    "GraphVersion",
    "JsonEncoder",
    "JsonTable",
    "LedgerState",
    "QueryLimits",
    "ResultTable",
    "RowStream",
    "RunawayQueries",
    "Store",
    "Transaction",
    "VersionWatch",
    "is_repeatable",
]
