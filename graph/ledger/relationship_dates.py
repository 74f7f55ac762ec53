"""Dates of evidence and status relationships, for graphs that an older version wrote."""

from graph.ledger.types import BATCH
from graph.store import Store

_STEPS = ("ledger/date_statements", "ledger/date_periods")


async def add_missing_dates(store: Store) -> int:
    """Give statements and relationships without dates theirs; return the number of both.

    An interrupted start continues with those that are left.
    """
    dated = 0
    for step in _STEPS:
        while (rows := await store.write(lambda tx, step=step: tx.run(step, limit=BATCH)))[0]["dated"]:  # type: ignore[misc]
            dated += rows[0]["dated"]
    return dated
