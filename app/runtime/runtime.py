"""Runtime of tradegraph: settings, store, queries, and the local Neo4j."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.runtime.neo4j import COMMAND, LogLine, Neo4jConnection, connect_neo4j
from app.runtime.watchdog import watch_runaway_queries
from app.settings import Settings
from graph import ledger
from graph.errors import DatabaseUnavailable
from graph.local_neo4j import LONG_RUNNING, Address, LocalNeo4j, find_running
from graph.queries import GraphQueries
from graph.query_library import load_library
from graph.store import AdHocRunner, QueryLimits, RunawayQueries, Store


@dataclass(frozen=True)
class Runtime:
    """Everything that requests and commands share.

    ``local_neo4j`` is set if this process runs Neo4j; ``runaway_queries`` are those that Neo4j cannot end.
    """

    settings: Settings
    address: Address
    store: Store
    answers: GraphQueries
    adhoc: AdHocRunner
    local_neo4j: LocalNeo4j | None = None
    runaway_queries: RunawayQueries | None = None

    @property
    def operator_notice(self) -> str | None:
        """A sentence for the operator about a problem that does not stop the service."""
        count = self.runaway_queries.count if self.runaway_queries else 0
        queries = "a terminated query" if count == 1 else f"{count} terminated queries"
        return f"Neo4j is still running {queries}: restart Neo4j." if count else None

    async def readiness(self) -> int:
        """Return the revision of the graph. Raises DatabaseUnavailable with the reason if the service cannot answer."""
        if self.local_neo4j and self.local_neo4j.state != "running":
            raise DatabaseUnavailable(f"The local Neo4j is {self.local_neo4j.state}: try again in a few seconds.")
        try:
            revision = (await self.store.state()).revision
        except DatabaseUnavailable:
            running = find_running(self.settings.data_dir, self.settings.password) if self.settings.local else None
            if running and running.uri != self.address.uri:
                # The local Neo4j reuses its port, unless another program took it in the meantime.
                raise DatabaseUnavailable(f"The local Neo4j is now at {running.uri}: restart the service.") from None
            raise
        missing = await self.store.missing_schema()
        if missing:
            raise DatabaseUnavailable(f"The schema is incomplete ({', '.join(missing)}): restart the service.")
        return revision


@asynccontextmanager
async def open_runtime(
    settings: Settings, say: LogLine, *, owner: str = COMMAND, attach: Collection[str] = LONG_RUNNING
) -> AsyncIterator[Runtime]:
    """Connect to Neo4j and build a runtime on it, for a command. Raises the errors of ``connect_neo4j``."""
    async with (
        connect_neo4j(settings, say, owner=owner, attach=attach) as neo4j,
        build_runtime(settings, neo4j, say) as runtime,
    ):
        yield runtime


@asynccontextmanager
async def build_runtime(settings: Settings, neo4j: Neo4jConnection, say: LogLine) -> AsyncIterator[Runtime]:
    """Update the schema and the graph, then yield a runtime. ``say`` receives messages for the user."""
    async with connect_runtime(settings, neo4j) as runtime:
        await _update_graph(runtime.store, say)
        yield runtime


@asynccontextmanager
async def connect_runtime(settings: Settings, neo4j: Neo4jConnection, *, workers: int = 1) -> AsyncIterator[Runtime]:
    """Yield a runtime on a graph that is up to date. This process is one of ``workers``, which share Neo4j's limits."""
    address = neo4j.address
    account = (address.user, address.password)
    delay = settings.cache_delay_s
    async with Store.create(
        address.uri, *account, settings.neo4j_database, local=settings.local, version_delay_s=delay
    ) as store:
        limits = QueryLimits(
            timeout_s=settings.cypher_timeout_s,
            max_rows=settings.cypher_max_rows,
            max_concurrent=max(1, QueryLimits.max_concurrent // workers),
        )
        runaway = RunawayQueries(store)
        watch = asyncio.create_task(watch_runaway_queries(runaway, neo4j.local_neo4j))
        try:
            yield Runtime(
                settings,
                address,
                store,
                GraphQueries(store, load_library()),
                AdHocRunner(store, limits),
                neo4j.local_neo4j,
                runaway,
            )
        finally:
            watch.cancel()
            await asyncio.wait([watch])


async def _update_graph(store: Store, say: LogLine) -> None:
    await store.ensure_schema()
    projected = await ledger.reproject_if_outdated(store)
    if not projected.is_empty:
        say(
            "The projection rules changed since the last start. The graph was computed again from its ledger: "
            f"{projected.links_written} links and {projected.periods_written} status periods are new."
        )
    if rekeyed := await ledger.refresh_keys(store):
        say(f"The rules for names changed since the last start: {rekeyed} entities have new search keys.")
