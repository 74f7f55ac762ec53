"""The one way to Neo4j: a pool of connections, reading, writing, and errors in plain sentences.

Reading goes through READ sessions, so the server itself refuses writes.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from neo4j import (
    READ_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncSession,
    NotificationMinimumSeverity,
    unit_of_work,
)
from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

from graph.cypher_files import read_cypher, schema, schema_names, schema_version
from graph.errors import InvalidSetting
from graph.store.error_mapping import to_tradegraph_error

#: Seconds that one part of a load may take. The server's own limit is meant for questions, and a slow machine may need
#: longer than that for some thousand records.
WRITE_TIMEOUT_S = 600

#: Neo4j's code for a constraint or an index that another transaction made since the statement looked for it.
_ALREADY_EXISTS = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"

Result = TypeVar("Result")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class ResultTable:
    """A table: the names of its columns and its rows, each as long as the columns."""

    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True)
class LedgerState:
    """How often the graph was written to, and the versions that it was made with; None for one that is not noted."""

    revision: int
    schema: str | None
    projected_by: int | None
    keys_version: int | None


class Transaction:
    """A transaction that writes; everything in it happens or nothing does."""

    def __init__(self, inner: AsyncManagedTransaction) -> None:
        self._inner = inner

    async def run(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """Runs ``cypher/<name>.cypher`` and gives its records."""
        result = await self._inner.run(read_cypher(name), parameters)
        return [record.data() async for record in result]


class Store:
    """The graph in one Neo4j database."""

    def __init__(self, driver: AsyncDriver, uri: str, database: str, *, local: bool) -> None:
        self._driver = driver
        self._database = database
        self._local = local
        self.uri = uri

    @classmethod
    def create(
        cls, uri: str, user: str, password: str, database: str, *, pool_size: int = 64, local: bool = False
    ) -> Self:
        """A store on a Neo4j that may or may not be up yet; nothing is sent before it is used.

        ``local``: it is the one that tradegraph runs, which is said where it does not answer. Raises InvalidSetting
        for an invalid address.
        """
        try:
            driver = AsyncGraphDatabase.driver(
                uri,
                auth=(user, password),
                max_connection_pool_size=pool_size,
                connection_acquisition_timeout=10,
                connection_timeout=5,
                liveness_check_timeout=5,  # a connection that a restarted Neo4j has forgotten is not handed out
                max_transaction_retry_time=10,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                telemetry_disabled=True,
            )
        except (ConfigurationError, ValueError) as error:
            raise InvalidSetting(f"{uri!r} is not the address of a Neo4j: write bolt://host:7687 ({error}).") from error
        return cls(driver, uri, database, local=local)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes every connection."""
        await self._driver.close()

    async def state(self) -> LedgerState:
        """What the graph says of itself. Raises DatabaseUnavailable where nothing answers."""
        (row,) = await self.read("ledger/ledger_state")
        return LedgerState(**row)

    async def version(self) -> tuple[str, str]:
        """Neo4j's version and edition."""
        (row,) = await self.read("server/version")
        return row["version"], row["edition"]

    async def agent(self) -> str:
        """How Neo4j calls itself to clients, with its version."""
        async with self._map_errors():
            return (await self._driver.get_server_info()).agent

    async def find_terminated(self) -> list[str]:
        """The transactions that were ended and still run.

        Asked in the database of the system: where all places of the graph's are taken, that has others.
        """
        async with (
            self._map_errors(),
            self._driver.session(database="system", default_access_mode=READ_ACCESS) as session,
        ):
            result = await session.run(read_cypher("server/terminated"))
            return [record["id"] async for record in result]

    async def missing_schema(self) -> list[str]:
        """The names of constraints and indexes that are not there or not ready. A constraint's index has its name."""
        online = set(await self.value("server/indexes_online"))
        return [name for name in schema_names() if name not in online]

    async def ensure_schema(self) -> None:
        """Make the missing constraints and indexes, and wait until they can be used.

        Two processes may do so at once, as a service and a command that starts just after it. The graph remembers which
        schema it was given: to look at the schema itself is the slowest of first questions.
        """
        if (await self.state()).schema == schema_version():
            return

        async with self._map_errors(), self._driver.session(database=self._database) as session:
            for statement in schema():
                await _apply_schema_statement(session, statement)
            await (await session.run(read_cypher("server/await_indexes"))).consume()
        await self.write(lambda tx: tx.run("ledger/set_schema", schema=schema_version()))

    async def clear(self) -> None:
        """Empties the graph; constraints and indexes stay."""
        async with self._map_errors(), self._driver.session(database=self._database) as session:
            await (await session.run(read_cypher("ledger/clear"))).consume()

    async def read(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """Runs ``cypher/<name>.cypher`` in a READ session and gives its records."""
        table = await self.table(read_cypher(name), parameters)
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    async def value(self, name: str, **parameters: object) -> Any:
        """The one value of the one record that ``cypher/<name>.cypher`` gives; None where it gives none."""
        table = await self.table(read_cypher(name), parameters)
        return table.rows[0][0] if table.rows else None

    async def table(self, query: str, parameters: Mapping[str, object]) -> ResultTable:
        """Runs a query in a READ session and gives all of its records."""
        async with self.read_session() as session:
            result = await session.run(query, parameters)
            return ResultTable(list(result.keys()), [record.values() async for record in result])

    @asynccontextmanager
    async def read_session(self, fetch_size: int = 1000) -> AsyncIterator[Any]:
        """A READ session, for whoever has to hold the clock and the rows themselves."""
        async with (
            self._map_errors(),
            self._driver.session(
                database=self._database, default_access_mode=READ_ACCESS, fetch_size=fetch_size
            ) as session,
        ):
            yield session

    async def write(self, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """Runs ``work`` in one transaction; after a deadlock or a lost connection it is run again from the start."""

        @unit_of_work(timeout=WRITE_TIMEOUT_S)
        async def run(inner: AsyncManagedTransaction) -> Result:
            return await work(Transaction(inner))

        async with self._map_errors(), self._driver.session(database=self._database) as session:
            return await session.execute_write(run)

    @asynccontextmanager
    async def _map_errors(self) -> AsyncIterator[None]:
        try:
            yield
        except (Neo4jError, DriverError, OSError, RecursionError) as error:
            raise to_tradegraph_error(error, self.uri, self._database, local=self._local) from error


async def _apply_schema_statement(session: AsyncSession, statement: str) -> None:
    """Run one statement of the schema, again after a deadlock with another process that runs it too."""

    async def run(inner: AsyncManagedTransaction) -> None:
        await (await inner.run(statement)).consume()

    try:
        await session.execute_write(run)
    except Neo4jError as error:
        if error.code != _ALREADY_EXISTS:  # IF NOT EXISTS looks before it locks, so another can come in between
            raise
