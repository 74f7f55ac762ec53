"""Queries that Neo4j has ended and that go on all the same.

Within one expression Neo4j does not look whether a transaction is to end: a loop or a regular expression without end
keeps a processor and a place among the transactions until Neo4j is started again. The guard refuses those it knows.
"""

import time

from graph.store.store import Store

#: So long after its end was seen a transaction may take to come to it.
PATIENCE_S = 15.0


class RunawayQueries:
    """What was seen of them so far."""

    def __init__(self, store: Store, patience_s: float = PATIENCE_S) -> None:
        self._store, self._patience_s = store, patience_s
        self._seen: dict[str, float] = {}  # each transaction that was ended, and when that was seen first

    async def refresh(self) -> int:
        """How many there are now. Raises DatabaseUnavailable where nothing answers."""
        now, ended = time.monotonic(), await self._store.find_terminated()
        self._seen = {name: self._seen.get(name, now) for name in ended}
        return self.count

    @property
    def count(self) -> int:
        """How many there were at the last look."""
        now = time.monotonic()
        return sum(now - since >= self._patience_s for since in self._seen.values())

    def forget(self) -> None:
        """Begin anew, with another run of Neo4j."""
        self._seen = {}
