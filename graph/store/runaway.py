"""Terminated transactions that keep running.

Neo4j does not check for termination within one expression. An endless loop or regular expression there occupies a
processor and a transaction slot until Neo4j restarts. The guard rejects the known ones.
"""

import time

from graph.store.store import Store

#: Seconds that a terminated transaction may take to stop. A search for shortest paths took up to 15 s.
PATIENCE_S = 30.0


class RunawayQueries:
    """Terminated transactions seen so far, and since when."""

    def __init__(self, store: Store, patience_s: float = PATIENCE_S) -> None:
        self._store, self._patience_s = store, patience_s
        self._seen: dict[str, float] = {}  # transaction id -> time at which it was first seen terminated

    async def refresh(self) -> int:
        """Look again and return the count. Raises DatabaseUnavailable."""
        now, ended = time.monotonic(), await self._store.find_terminated()
        self._seen = {name: self._seen.get(name, now) for name in ended}
        return self.count

    @property
    def count(self) -> int:
        """Number of them at the last look."""
        now = time.monotonic()
        return sum(now - since >= self._patience_s for since in self._seen.values())

    def forget(self) -> None:
        """Start over, after Neo4j was restarted."""
        self._seen = {}
