"""Version of the graph, on which every answer for a day depends.

A version is the last transaction that Neo4j has committed for any client, and the next instant at which a source of
the ledger is published. The answer for now changes at that instant without a transaction.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class GraphVersion:
    """Bookmark of the last transaction, and the next publication of a source, if any."""

    transaction: str
    next_publication: datetime | None


class VersionWatch:
    """Version of the graph, asked again at most every ``delay_s`` seconds.

    Writes of this process call ``forget``, so they are noticed at once. Those of others are noticed ``delay_s`` seconds
    later at the latest.
    """

    def __init__(self, read: Callable[[datetime], Awaitable[GraphVersion]], delay_s: float) -> None:
        self._read, self._delay_s = read, delay_s
        self._known: GraphVersion | None = None
        self._valid_until = 0.0
        self._writes = 0
        self._lock = asyncio.Lock()

    def forget(self) -> None:
        """Ask again before the next answer: this process wrote to the graph."""
        self._known = None
        self._writes += 1

    async def current(self) -> GraphVersion:
        """Return a version that was the newest at most ``delay_s`` seconds ago. Raises DatabaseUnavailable."""
        if known := self._valid():
            return known
        async with self._lock:
            if known := self._valid():
                return known
            asked_at, writes = time.monotonic(), self._writes
            version = await self._read(datetime.now(UTC))
            if writes == self._writes:  # else it may be older than the write
                self._known, self._valid_until = version, asked_at + self._delay_s
            return version

    def _valid(self) -> GraphVersion | None:
        known = self._known
        if known is None or time.monotonic() >= self._valid_until:
            return None
        published = known.next_publication is not None and datetime.now(UTC) >= known.next_publication
        return None if published else known
