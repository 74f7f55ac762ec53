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
from dataclasses import dataclass, field
from typing import Any

import orjson
from neo4j import AsyncResult

from graph.errors import Busy, CypherRefused, CypherTimeout
from graph.guard import check
from graph.store.json_values import JsonEncoder
from graph.store.store import Store

_GRACE_S = 0.5

#: What may stand before the statement itself: white space, comments, and the word that asks for its plan.
_BLANK = r"(?:\s|//[^\r\n]*|/\*.*?\*/)*"
_PREFIX = re.compile(rf"\A{_BLANK}(?:(?:EXPLAIN|PROFILE)\b)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class QueryLimits:
    """What an ad-hoc query may use. ``wait_s``: how long it waits for a place before it is told that all are taken."""

    timeout_s: float = 10
    max_rows: int = 10_000
    max_bytes: int = 32 * 1024 * 1024
    max_concurrent: int = 4
    wait_s: float = 2


@dataclass(frozen=True)
class JsonTable:
    """A table in JSON values. ``truncated``: there was more than the limits allow. ``notes``: what JSON cannot say."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool = False
    notes: list[str] = field(default_factory=list)


class RowStream:
    """The rows of a query as they come, in JSON values, within limits of rows and of their bytes as JSON.

    ``truncated`` says whether there was more than that; it is known once the rows have come to their end. ``count``
    is how many came so far.
    """

    def __init__(self, result: AsyncResult, max_rows: int, max_bytes: int) -> None:
        self.columns = list(result.keys())
        self.truncated = False
        self.count = 0
        self._form = JsonEncoder()
        self._result, self._max_rows, self._max_bytes = result, max_rows, max_bytes

    @property
    def notes(self) -> list[str]:
        """What JSON could not say of the rows so far, in a sentence each."""
        return self._form.notes

    async def __aiter__(self) -> AsyncIterator[list[Any]]:
        """Each row, once. Raises what the driver raises; ``AdHoc.streamed`` makes one of our errors of it."""
        size, form = 0, self._form
        async for record in self._result:
            row = [form(value) for value in record.values()]
            size += len(orjson.dumps(row))
            if self.count == self._max_rows or size > self._max_bytes:
                self.truncated = True
                return
            self.count += 1
            yield row


class AdHocRunner:
    """Runs ad-hoc queries against one store within limits."""

    def __init__(self, store: Store, limits: QueryLimits) -> None:
        self._store = store
        self.limits = limits
        self._slots = asyncio.Semaphore(limits.max_concurrent)

    async def run(self, query: str, parameters: Mapping[str, Any], max_rows: int | None = None) -> JsonTable:
        """The whole table that a query gives. Raises as ``streamed`` does."""
        async with self.stream(query, parameters, max_rows) as stream:
            rows = [row async for row in stream]
            return JsonTable(stream.columns, rows, stream.truncated, stream.notes)

    @asynccontextmanager
    async def stream(
        self, query: str, parameters: Mapping[str, Any], max_rows: int | None = None
    ) -> AsyncIterator[RowStream]:
        """The rows of a query while they come. The query keeps its place and its clock runs until the block ends.

        Raises CypherRefused, CypherSyntax, CypherFailed, CypherTimeout, InvalidParameter, Busy or DatabaseUnavailable.
        CypherFailed, CypherTimeout and DatabaseUnavailable may come in the midst of the rows. To cancel whoever is in
        the block ends the query at the server.
        """
        query = check(query, parameters)
        limit = min(max_rows or self.limits.max_rows, self.limits.max_rows)
        async with self._acquire_slot():
            try:
                async with asyncio.timeout(self.limits.timeout_s + _GRACE_S):
                    await self._require_read_only(query, parameters)
                    async with self._run_transaction(query, parameters) as result:
                        yield RowStream(result, limit, self.limits.max_bytes)
            except TimeoutError:
                raise CypherTimeout(
                    f"The query exceeded its limit of {self.limits.timeout_s:g} s and was stopped: ask for less."
                ) from None

    @asynccontextmanager
    async def _acquire_slot(self) -> AsyncIterator[None]:
        try:
            await asyncio.wait_for(self._slots.acquire(), self.limits.wait_s)
        except TimeoutError:
            raise Busy(
                f"{self.limits.max_concurrent} queries are running already: try again in a few seconds."
            ) from None
        try:
            yield
        finally:
            self._slots.release()

    async def _require_read_only(self, query: str, parameters: Mapping[str, Any]) -> None:
        async with self._store.read_session() as session:
            result = await session.run(f"EXPLAIN {_PREFIX.sub('', query)}", dict(parameters))
            kind = (await result.consume()).query_type
        if kind != "r":
            raise CypherRefused("This query would write to the graph. Only queries that read are allowed here.")

    @asynccontextmanager
    async def _run_transaction(self, query: str, parameters: Mapping[str, Any]) -> AsyncIterator[AsyncResult]:
        async with self._store.read_session(fetch_size=200) as session:
            transaction = await session.begin_transaction(timeout=self.limits.timeout_s)
            try:
                yield await transaction.run(query, dict(parameters))
            except asyncio.CancelledError:
                transaction.cancel()  # closes the connection: only that ends the query at once, on any Neo4j
                raise
            finally:
                await transaction.close()
