"""Neo4j client: connection pool, reads, write transactions, error mapping.

Reads use READ sessions, in which the server refuses to write.
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

#: Seconds for one write transaction. The server's own limit is meant for reads; loading some thousand records on a
#: slow machine takes longer.
WRITE_TIMEOUT_S = 600

#: Most nodes or relationships that one transaction deletes.
CLEAR_LIMIT = 20_000

#: Neo4j's code for a constraint or an index that another transaction has just created.
_ALREADY_EXISTS = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"

#: A record that a query of ``cypher/`` returns as one map.
Row = Mapping[str, Any]
Result = TypeVar("Result")


@dataclass(frozen=True)
class ResultTable:
    """Result of a query: column names, and rows of that length."""

    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True)
class LedgerState:
    """Number of writes to the graph, and its versions; None for one not recorded."""

    revision: int
    schema: str | None
    projected_by: int | None
    keys_version: int | None


class Transaction:
    """Write transaction."""

    def __init__(self, inner: AsyncManagedTransaction) -> None:
        self._inner = inner

    async def run(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """Run ``cypher/<name>.cypher`` and return its rows."""
        result = await self._inner.run(read_cypher(name), parameters)
        return [record.data() async for record in result]


class Store:
    """Graph in one Neo4j database."""

    def __init__(self, driver: AsyncDriver, uri: str, database: str, *, local: bool) -> None:
        self._driver = driver
        self._database = database
        self._local = local
        self.uri = uri

    @classmethod
    def create(
        cls, uri: str, user: str, password: str, database: str, *, pool_size: int = 64, local: bool = False
    ) -> Self:
        """Create a store without connecting: Neo4j need not be up yet.

        ``local``: tradegraph runs this Neo4j, which error messages then mention. Raises InvalidSetting for an invalid
        address.
        """
        try:
            driver = AsyncGraphDatabase.driver(
                uri,
                auth=(user, password),
                max_connection_pool_size=pool_size,
                connection_acquisition_timeout=10,
                connection_timeout=5,
                liveness_check_timeout=5,  # drops connections from before a restart of Neo4j
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
        """Close all connections."""
        await self._driver.close()

    async def state(self) -> LedgerState:
        """Return the state of the ledger. Raises DatabaseUnavailable."""
        (row,) = await self.read("ledger/ledger_state")
        return LedgerState(**row)

    async def version(self) -> tuple[str, str]:
        """Return Neo4j's version and edition."""
        (row,) = await self.read("server/version")
        return row["version"], row["edition"]

    async def agent(self) -> str:
        """Return Neo4j's name and version in the form it gives to clients."""
        async with self._map_errors():
            return (await self._driver.get_server_info()).agent

    async def find_terminated(self) -> list[str]:
        """Return the ids of terminated transactions that still run.

        Asks the system database, which has transaction slots of its own when the graph's are all in use.
        """
        async with (
            self._map_errors(),
            self._driver.session(database="system", default_access_mode=READ_ACCESS) as session,
        ):
            result = await session.run(read_cypher("server/terminated"))
            return [record["id"] async for record in result]

    async def missing_schema(self) -> list[str]:
        """Return the names of constraints and indexes that are missing or not online.

        The index of a constraint has the name of the constraint.
        """
        online = set(await self.value("server/indexes_online"))
        return [name for name in schema_names() if name not in online]

    async def ensure_schema(self) -> None:
        """Create missing constraints and indexes, and wait until they are online.

        Two processes may do so at the same time. The ledger node stores the schema version, because listing the schema
        is slow in a Neo4j that has just started.
        """
        if (await self.state()).schema == schema_version():
            return

        async with self._map_errors(), self._driver.session(database=self._database) as session:
            for statement in schema():
                await _apply_schema_statement(session, statement)
            await (await session.run(read_cypher("server/await_indexes"))).consume()
        await self.write(lambda tx: tx.run("ledger/set_schema", schema=schema_version()))

    async def clear(self) -> None:
        """Delete all nodes and relationships; constraints and indexes remain.

        Each transaction deletes a part, so that a large graph needs no more memory than a small one.
        """
        for step in ("ledger/clear_relationships", "ledger/clear_nodes"):
            deleted = CLEAR_LIMIT
            while deleted == CLEAR_LIMIT:
                (row,) = await self.write(lambda tx, step=step: tx.run(step, limit=CLEAR_LIMIT))  # type: ignore[misc]
                deleted = row["deleted"]

    async def read(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """Run ``cypher/<name>.cypher`` in a READ session and return its rows."""
        table = await self.table(read_cypher(name), parameters)
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    async def value(self, name: str, **parameters: object) -> Any:
        """Return the first value of the first row of ``cypher/<name>.cypher``, or None without rows."""
        table = await self.table(read_cypher(name), parameters)
        return table.rows[0][0] if table.rows else None

    async def table(self, query: str, parameters: Mapping[str, object]) -> ResultTable:
        """Run a query in a READ session and return all rows."""
        async with self.read_session() as session:
            result = await session.run(query, parameters)
            return ResultTable(list(result.keys()), [record.values() async for record in result])

    @asynccontextmanager
    async def read_session(self, fetch_size: int = 1000) -> AsyncIterator[Any]:
        """Open a READ session, for callers that handle timeouts and rows themselves."""
        async with (
            self._map_errors(),
            self._driver.session(
                database=self._database, default_access_mode=READ_ACCESS, fetch_size=fetch_size
            ) as session,
        ):
            yield session

    async def write(self, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """Run ``work`` in one transaction; restart it after a deadlock or a lost connection."""

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
    """Run one schema statement; retry after a deadlock with another process."""

    async def run(inner: AsyncManagedTransaction) -> None:
        await (await inner.run(statement)).consume()

    try:
        await session.execute_write(run)
    except Neo4jError as error:
        if error.code != _ALREADY_EXISTS:  # IF NOT EXISTS checks before it locks, so another process can come first
            raise
