"""The one way to Neo4j: a pool of connections, reading, writing, and errors in plain sentences.

The only module that imports the driver. Reading goes through READ sessions, so the server itself refuses writes.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, NotificationMinimumSeverity
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError

from graph.cypherfiles import cypher, schema
from graph.errors import (
    BadSetting,
    CypherFailed,
    CypherRefused,
    CypherSyntax,
    CypherTimeout,
    DatabaseRefused,
    DatabaseUnavailable,
    TradegraphError,
)

Result = TypeVar("Result")
Row = Mapping[str, Any]

_SYNTAX = ("SyntaxError", "SemanticError")
_REFUSED = ("AccessMode", "Forbidden", "ProcedureCallFailed", "ProcedureNotFound")


@dataclass(frozen=True)
class Rows:
    """A table: the names of its columns and its rows, each as long as the columns."""

    columns: list[str]
    rows: list[list[Any]]


class Transaction:
    """A transaction that writes; everything in it happens or nothing does."""

    def __init__(self, inner: AsyncManagedTransaction) -> None:
        self._inner = inner

    async def run(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """Runs ``cypher/<name>.cypher`` and gives its records."""
        result = await self._inner.run(cypher(name), parameters)
        return [record.data() async for record in result]


class Store:
    """The graph in one Neo4j database."""

    def __init__(self, driver: AsyncDriver, uri: str, database: str) -> None:
        self._driver = driver
        self._database = database
        self.uri = uri

    @classmethod
    def at(cls, uri: str, user: str, password: str, database: str, *, pool_size: int = 64) -> Self:
        """A store on a Neo4j that may or may not be up yet; nothing is sent before it is used.

        Raises BadSetting where the address is none.
        """
        try:
            driver = AsyncGraphDatabase.driver(
                uri,
                auth=(user, password),
                max_connection_pool_size=pool_size,
                connection_acquisition_timeout=10,
                connection_timeout=5,
                max_transaction_retry_time=10,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                telemetry_disabled=True,
            )
        except (ConfigurationError, ValueError) as error:
            raise BadSetting(f"{uri!r} is not the address of a Neo4j: write bolt://host:7687 ({error}).") from error
        return cls(driver, uri, database)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes every connection."""
        await self._driver.close()

    async def revision(self) -> int:
        """How often the graph was written to; 0 when it is empty. Raises DatabaseUnavailable where nothing answers."""
        return int(await self.value("write/revision"))

    async def ensure_schema(self) -> None:
        """Makes the constraints and indexes that are missing, and waits until they can be used."""
        async with self._plain_errors(), self._driver.session(database=self._database) as session:
            for statement in schema():
                await (await session.run(statement)).consume()
            await (await session.run(cypher("write/await_indexes"))).consume()

    async def clear(self) -> None:
        """Empties the graph; constraints and indexes stay."""
        async with self._plain_errors(), self._driver.session(database=self._database) as session:
            await (await session.run(cypher("write/clear"))).consume()

    async def read(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """Runs ``cypher/<name>.cypher`` in a READ session and gives its records."""
        table = await self.table(cypher(name), parameters)
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    async def value(self, name: str, **parameters: object) -> Any:
        """The one value of the one record that ``cypher/<name>.cypher`` gives; None where it gives none."""
        table = await self.table(cypher(name), parameters)
        return table.rows[0][0] if table.rows else None

    async def table(self, query: str, parameters: Mapping[str, object]) -> Rows:
        """Runs a query in a READ session and gives all of its records."""
        async with self._plain_errors(), self.reading() as session:
            result = await session.run(query, parameters)
            return Rows(list(result.keys()), [record.values() async for record in result])

    @asynccontextmanager
    async def reading(self, fetch_size: int = 1000) -> AsyncIterator[Any]:
        """A READ session, for whoever has to hold the clock and the rows themselves."""
        async with self._driver.session(
            database=self._database, default_access_mode=READ_ACCESS, fetch_size=fetch_size
        ) as session:
            yield session

    async def write(self, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """Runs ``work`` in one transaction; after a deadlock or a lost connection it is run again from the start."""

        async def run(inner: AsyncManagedTransaction) -> Result:
            return await work(Transaction(inner))

        async with self._plain_errors(), self._driver.session(database=self._database) as session:
            return await session.execute_write(run)

    @asynccontextmanager
    async def _plain_errors(self) -> AsyncIterator[None]:
        try:
            yield
        except (Neo4jError, DriverError, OSError) as error:
            raise self.plain(error) from error

    def plain(self, error: Exception) -> TradegraphError:
        """An error of the driver or the server as one of ours, in one sentence."""
        if isinstance(error, AuthError):
            return DatabaseRefused(
                f"Neo4j at {self.uri} does not take this name and password: "
                "check TRADEGRAPH_NEO4J_USER and TRADEGRAPH_NEO4J_PASSWORD."
            )
        if isinstance(error, Neo4jError):
            return _of_server(error, self._database)
        if isinstance(error, (DriverError, OSError)) and not isinstance(error, ClientError):
            return DatabaseUnavailable(
                f"Neo4j at {self.uri} cannot be reached: see that it runs and that TRADEGRAPH_NEO4J_URI names it."
            )
        return TradegraphError(str(error))


def _of_server(error: Neo4jError, database: str) -> TradegraphError:
    code = error.code or ""
    short, said = code.rpartition(".")[2], _first_line(error.message or "")
    if short == "AccessMode":
        return CypherRefused("The database refused this query: it writes, and only reading is allowed here.")
    if short in _REFUSED:
        return CypherRefused(f"The database refused this query: {said}")
    if short in _SYNTAX:
        return CypherSyntax(f"Neo4j cannot read this query: {said}")
    if "TransactionTimedOut" in short or short == "Terminated" or short == "TransactionTerminated":
        return CypherTimeout("The query ran past its time limit and was ended: ask for less, or add a LIMIT.")
    if short == "DatabaseNotFound":
        return DatabaseUnavailable(f"There is no database {database!r} at this Neo4j: check TRADEGRAPH_NEO4J_DATABASE.")
    if ".TransientError." in code and "MemoryPool" not in short and "OutOfMemory" not in short:
        return DatabaseUnavailable(f"Neo4j cannot answer just now: {said} Try again in a moment.")
    return CypherFailed(f"The query failed: {said}")


def _first_line(message: str) -> str:
    lines: Sequence[str] = [line for line in message.splitlines() if line.strip()]
    return lines[0].strip() if lines else "no reason was given."
