"""Ad-hoc Cypher from users: read-only, with limits on time, rows, bytes and concurrency.

Each of these checks has failed on its own, so all of them apply:

1. Our guard rejects everything that is not on its lists.
2. Neo4j's own EXPLAIN must classify the query as a read.
3. The session is READ, so the server refuses to write.
4. The transaction has a timeout at the server and is always rolled back.
5. Our own timeout closes the connection: the server's timeouts stop working once its heap was full.

With clocks, the query is rewritten after Neo4j has explained it: errors, their places and the columns are those of the
user's own text.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from neo4j import AsyncResult

from graph.asof import QueryClocks, rewrite_checked
from graph.asof.explain import explain
from graph.errors import Busy, CypherRefused, CypherSyntax, CypherTimeout, RewriteFailed
from graph.guard import check
from graph.store.graph_version import GraphVersion
from graph.store.json_values import JsonEncoder
from graph.store.repeatable import is_repeatable
from graph.store.store import Store

_log = logging.getLogger("tradegraph")

#: Seconds by which our timeout is later than the server's.
_GRACE_S = 0.5

#: Queries whose columns are remembered, each of at most 64 KiB.
_MAX_REMEMBERED = 100


@dataclass(frozen=True)
class QueryLimits:
    """Limits of ad-hoc queries. ``wait_s``: seconds that a query waits for a free slot before Busy is raised."""

    timeout_s: float = 10
    max_rows: int = 10_000
    max_bytes: int = 32 * 1024 * 1024
    max_concurrent: int = 4
    wait_s: float = 2


@dataclass(frozen=True)
class JsonTable:
    """Table of JSON values.

    ``truncated``: the result exceeded the limits. ``notes``: sentences about values that JSON cannot represent.
    ``clocks``: those that the query was asked with.
    """

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool = False
    notes: list[str] = field(default_factory=list)
    clocks: Mapping[str, str] = field(default_factory=dict)


class RowStream:
    """Rows of a running query as JSON values, limited in number and in bytes.

    ``count``: rows so far. ``truncated``: the result exceeded the limits; final once the iteration has ended.
    ``version``: the graph before the query ran, or None if the query may give another result on the same graph.
    ``clocks``: those that the query was asked with.
    """

    def __init__(
        self,
        result: AsyncResult,
        max_rows: int,
        max_bytes: int,
        version: GraphVersion | None = None,
        clocks: QueryClocks | None = None,
    ) -> None:
        self.columns = list(result.keys())
        self.version = version
        self.clocks: Mapping[str, str] = clocks.given if clocks else {}
        self.truncated = False
        self.count = 0
        self._form = JsonEncoder()
        self._result, self._max_rows, self._max_bytes = result, max_rows, max_bytes

    @property
    def notes(self) -> list[str]:
        """Sentences about values so far that JSON cannot represent."""
        return self._form.notes

    async def __aiter__(self) -> AsyncIterator[list[Any]]:
        """Yield each row once. Raises the driver's errors, which ``AdHocRunner.stream`` converts."""
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
    """Ad-hoc queries on one store, within limits."""

    def __init__(self, store: Store, limits: QueryLimits) -> None:
        self._store = store
        self.limits = limits
        self._slots = asyncio.Semaphore(limits.max_concurrent)
        self._columns: OrderedDict[str, list[str]] = OrderedDict()

    async def run(
        self,
        query: str,
        parameters: Mapping[str, Any],
        max_rows: int | None = None,
        clocks: QueryClocks | None = None,
    ) -> JsonTable:
        """Return the whole result of a query. Raises the errors of ``stream``."""
        async with self.stream(query, parameters, max_rows, clocks) as stream:
            rows = [row async for row in stream]
            return JsonTable(stream.columns, rows, stream.truncated, stream.notes, stream.clocks)

    async def show_rewritten(
        self, query: str, parameters: Mapping[str, Any], clocks: QueryClocks | None = None
    ) -> JsonTable:
        """Return the text that ``stream`` would run, with the added parameters; run nothing."""
        query = check(query, parameters)
        async with self._limited():
            await self._explain(query, parameters)
        if clocks is None:
            return JsonTable(["cypher", "parameters"], [[query, {}]])
        added = {name: value.isoformat() for name, value in clocks.parameters.items()}
        return JsonTable(["cypher", "parameters"], [[rewrite_checked(query, clocks), added]], clocks=clocks.given)

    @asynccontextmanager
    async def stream(
        self,
        query: str,
        parameters: Mapping[str, Any],
        max_rows: int | None = None,
        clocks: QueryClocks | None = None,
    ) -> AsyncIterator[RowStream]:
        """Stream the rows of a query. It holds its slot, and its timeout runs, until the block ends.

        Raises CypherRefused, CypherSyntax, CypherFailed, CypherTimeout, InvalidParameter, Busy or DatabaseUnavailable.
        CypherFailed, CypherTimeout and DatabaseUnavailable can also occur between two rows. Cancelling the task in the
        block ends the query at the server.
        """
        query = check(query, parameters)
        limit = min(max_rows or self.limits.max_rows, self.limits.max_rows)
        async with self._limited():
            columns = await self._explain(query, parameters)
            version = await self._store.versions.current() if is_repeatable(query) else None
            if clocks is None:
                async with self._run_transaction(query, parameters) as result:
                    yield RowStream(result, limit, self.limits.max_bytes, version)
                return
            rewritten = rewrite_checked(query, clocks)
            try:
                async with self._run_transaction(rewritten, {**parameters, **clocks.parameters}) as result:
                    if list(result.keys()) != columns:
                        raise _report_failed_rewrite("the columns differ")
                    yield RowStream(result, limit, self.limits.max_bytes, version, clocks)
            except CypherSyntax as error:
                raise _report_failed_rewrite(error.message) from error

    @asynccontextmanager
    async def _limited(self) -> AsyncIterator[None]:
        """Hold a slot and run the timeout for the duration of the block."""
        async with self._acquire_slot():
            try:
                async with asyncio.timeout(self.limits.timeout_s + _GRACE_S):
                    yield
            except TimeoutError:
                raise CypherTimeout(
                    f"The query exceeded its limit of {self.limits.timeout_s:g} s and was stopped: ask for less."
                ) from None

    @asynccontextmanager
    async def _acquire_slot(self) -> AsyncIterator[None]:
        try:
            await asyncio.wait_for(self._slots.acquire(), self.limits.wait_s)
        except TimeoutError:
            raise Busy(f"{self.limits.max_concurrent} queries are running already: retry in a few seconds.") from None
        try:
            yield
        finally:
            self._slots.release()

    async def _explain(self, query: str, parameters: Mapping[str, Any]) -> list[str]:
        """Return the columns of a query. Raises CypherRefused if it does more than read.

        Both depend on its text alone, so Neo4j is asked once for each text.
        """
        if query in self._columns:
            self._columns.move_to_end(query)
            return self._columns[query]
        explained = explain(query)
        try:
            async with self._store.read_session() as session:
                result = await session.run(explained.text, dict(parameters))
                columns = list(result.keys())
                kind = (await result.consume()).query_type
        except CypherSyntax as error:
            raise CypherSyntax(explained.correct(error.message)) from error
        if kind != "r":
            raise CypherRefused("This query would write to the graph. Only read queries are allowed.")
        self._columns[query] = columns
        if len(self._columns) > _MAX_REMEMBERED:
            self._columns.popitem(last=False)
        return columns

    @asynccontextmanager
    async def _run_transaction(self, query: str, parameters: Mapping[str, Any]) -> AsyncIterator[AsyncResult]:
        async with self._store.read_session(fetch_size=1000) as session:
            transaction = await session.begin_transaction(timeout=self.limits.timeout_s)
            try:
                yield await transaction.run(query, dict(parameters))
            except asyncio.CancelledError:
                transaction.cancel()  # closes the connection: the only way to end the query at once on every Neo4j
                raise
            finally:
                await transaction.close()


def _report_failed_rewrite(why: str) -> RewriteFailed:
    _log.error("a query rewritten for as_of and known_at cannot be run: %s", why)
    return RewriteFailed(
        "This query cannot be asked with as_of and known_at, which is our mistake: report it, and compare the dates in "
        "the query."
    )
