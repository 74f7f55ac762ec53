"""Ad-hoc Cypher from users: read-only, and bounded in time, rows, bytes and number at once.

The layers stand one behind another, because each alone has been seen to fail: our guard refuses what is not on its
lists; Neo4j's own EXPLAIN must call the query a read; the session is READ, so the server refuses what slips through;
the transaction is ended by the server past its limit and always rolled back; and our own clock closes the connection,
since a server whose heap once ran full no longer keeps its own.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from graph.errors import Busy, CypherRefused, CypherTimeout
from graph.guard import check, without_escapes
from graph.store.store import Store
from graph.store.values import json_value

_GRACE_S = 0.5

#: What may stand before the statement itself: white space, comments, and the word that asks for its plan.
_BLANK = r"(?:\s|//[^\r\n]*|/\*.*?\*/)*"
_PREFIX = re.compile(rf"\A{_BLANK}(?:(?:EXPLAIN|PROFILE)\b)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Limits:
    """What an ad-hoc query may use. ``wait_s``: how long it waits for a place before it is told that all are taken."""

    timeout_s: float = 10
    max_rows: int = 10_000
    max_bytes: int = 32 * 1024 * 1024
    at_once: int = 4
    wait_s: float = 2


@dataclass(frozen=True)
class Table:
    """A table in JSON values. ``truncated``: there was more than the limits allow."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool = False


class AdHoc:
    """Runs ad-hoc queries against one store within limits."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self.limits = limits
        self._places = asyncio.Semaphore(limits.at_once)

    async def run(self, query: str, parameters: Mapping[str, Any], max_rows: int | None = None) -> Table:
        """The table that a query gives.

        Raises CypherRefused, CypherSyntax, CypherFailed, CypherTimeout, BadParameter, Busy or DatabaseUnavailable.
        """
        check(query, parameters)
        query = without_escapes(query)  # Neo4j 5.26 may never answer a query that holds one, see there
        limit = min(max_rows or self.limits.max_rows, self.limits.max_rows)
        async with self._place():
            try:
                async with asyncio.timeout(self.limits.timeout_s + _GRACE_S):
                    await self._must_be_a_read(query, parameters)
                    return await self._rows(query, parameters, limit)
            except TimeoutError:
                raise CypherTimeout(
                    f"The query ran past its limit of {self.limits.timeout_s:g} s and was ended: ask for less."
                ) from None

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        try:
            await asyncio.wait_for(self._places.acquire(), self.limits.wait_s)
        except TimeoutError:
            raise Busy(f"{self.limits.at_once} queries are running already: try again in a few seconds.") from None
        try:
            yield
        finally:
            self._places.release()

    async def _must_be_a_read(self, query: str, parameters: Mapping[str, Any]) -> None:
        async with self._store.reading() as session:
            result = await session.run(f"EXPLAIN {_PREFIX.sub('', query)}", dict(parameters))
            kind = (await result.consume()).query_type
        if kind != "r":
            raise CypherRefused("Neo4j would not only read for this query, and only reading is allowed here.")

    async def _rows(self, query: str, parameters: Mapping[str, Any], limit: int) -> Table:
        size, rows = 0, list[list[Any]]()
        async with self._store.reading(fetch_size=200) as session:
            transaction = await session.begin_transaction(timeout=self.limits.timeout_s)
            try:
                result = await transaction.run(query, dict(parameters))
                async for record in result:
                    row = [json_value(value) for value in record.values()]
                    size += len(orjson.dumps(row))
                    if len(rows) == limit or size > self.limits.max_bytes:
                        return Table(list(result.keys()), rows, truncated=True)
                    rows.append(row)
                return Table(list(result.keys()), rows)
            finally:
                await transaction.close()
