"""What a running tradegraph has: its settings, the store, the answers, and the local Neo4j where it runs one."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from app.runtime.neo4j import COMMAND, LogLine, Neo4jConnection, connect_neo4j
from app.settings import Settings
from graph import ledger
from graph.errors import DatabaseUnavailable, InvalidSetting, Problem, TradegraphError
from graph.ingest.batch import parse
from graph.ingest.readers import RawRecord, read_files
from graph.local_neo4j import LONG_RUNNING, Address, Home, LocalNeo4j, find_running
from graph.queries import GraphQueries
from graph.query_library import load_library
from graph.store import AdHocRunner, QueryLimits, RunawayQueries, Store

#: In the data directory: where the service that runs on it answers.
SERVICE_FILE = "served.json"
#: How often Neo4j is asked for queries that it cannot end, and how long that may take.
RUNAWAY_CHECK_INTERVAL_S = 5.0
RUNAWAY_CHECK_TIMEOUT_S = 20.0
SEED_DIR = Path(__file__).resolve().parents[2] / "seed_data"


@dataclass(frozen=True)
class Runtime:
    """Wired together and ready to answer. ``engine`` is the local Neo4j if this process runs it; ``stuck`` are the
    queries that Neo4j cannot end."""

    settings: Settings
    address: Address
    store: Store
    answers: GraphQueries
    adhoc: AdHocRunner
    local_neo4j: LocalNeo4j | None = None
    runaway_queries: RunawayQueries | None = None

    @property
    def operator_notice(self) -> str | None:
        """What whoever runs the service has to know while it answers, in a sentence."""
        count = self.runaway_queries.count if self.runaway_queries else 0
        queries = "a query" if count == 1 else f"{count} queries"
        return f"Neo4j goes on with {queries} that it was told to end: restart Neo4j." if count else None

    async def readiness(self) -> int:
        """The graph's revision, where it can be asked. Raises DatabaseUnavailable with the reason where it cannot."""
        if self.local_neo4j and self.local_neo4j.state != "running":
            raise DatabaseUnavailable(f"The local Neo4j is {self.local_neo4j.state}: try again in a few seconds.")
        try:
            revision = (await self.store.state()).revision
        except DatabaseUnavailable:
            running = find_running(self.settings.data_dir, self.settings.password) if self.settings.local else None
            if running and running.uri != self.address.uri:
                # It keeps its port from run to run, but for a port that another program took meanwhile.
                raise DatabaseUnavailable(f"The local Neo4j is at {running.uri} now: restart the service.") from None
            raise
        missing = await self.store.missing_schema()
        if missing:
            raise DatabaseUnavailable(f"The schema is not in place ({', '.join(missing)}): restart the service.")
        return revision


@asynccontextmanager
async def open_runtime(
    settings: Settings, say: LogLine, *, owner: str = COMMAND, attach: Collection[str] = LONG_RUNNING
) -> AsyncIterator[Runtime]:
    """Everything, up and with its schema, on the Neo4j that ``reached`` has for a command. Raises as that does."""
    async with (
        connect_neo4j(settings, say, owner=owner, attach=attach) as neo4j,
        build_runtime(settings, neo4j, say) as runtime,
    ):
        yield runtime


@asynccontextmanager
async def build_runtime(settings: Settings, neo4j: Neo4jConnection, say: LogLine) -> AsyncIterator[Runtime]:
    """Everything that stands on a Neo4j, with its schema in place and its graph brought up to date."""
    address = neo4j.address
    account = (address.user, address.password)
    async with Store.create(address.uri, *account, settings.neo4j_database, local=settings.local) as store:
        await store.ensure_schema()
        projected = await ledger.reproject_if_outdated(store)
        if not projected.is_empty:
            say(
                "The rules of projection have changed since the last start; the graph was projected again from its "
                f"ledger: {projected.links_written} links and {projected.periods_written} status periods are new."
            )
        if rekeyed := await ledger.refresh_keys(store):
            say(f"The rules for names have changed since the last start: {rekeyed} entities have new search keys.")
        limits = QueryLimits(timeout_s=settings.cypher_timeout_s, max_rows=settings.cypher_max_rows)
        stuck = RunawayQueries(store)
        watch = asyncio.create_task(watch_runaway_queries(stuck, neo4j.local_neo4j))
        try:
            yield Runtime(
                settings,
                address,
                store,
                GraphQueries(store, load_library()),
                AdHocRunner(store, limits),
                neo4j.local_neo4j,
                stuck,
            )
        finally:
            watch.cancel()
            await asyncio.wait([watch])


async def watch_runaway_queries(
    stuck: RunawayQueries, engine: LocalNeo4j | None, every_s: float = RUNAWAY_CHECK_INTERVAL_S
) -> None:
    """Looks for queries that Neo4j cannot end, for as long as this runs; the local Neo4j is started again for them."""
    while True:
        await asyncio.sleep(every_s)
        with suppress(TradegraphError, TimeoutError):
            async with asyncio.timeout(RUNAWAY_CHECK_TIMEOUT_S):
                count = await stuck.refresh()
            if count and engine:
                stuck.forget()
                engine.restart("Neo4j goes on with a query that it was told to end, and is started again.")


@dataclass(frozen=True)
class ServiceAddresses:
    """Where a service answers: the address for HTTP, and the one for analysts' tools if it has a door for them.

    ``password_set``: the reader's password there is one that an operator set, which is not kept in the data directory.
    """

    http: str
    bolt: str | None
    password_set: bool = False


@contextmanager
def write_service_file(settings: Settings, served: ServiceAddresses) -> Iterator[None]:
    """Writes down in the data directory where this process serves for as long as it does.

    Where there is no directory or it cannot be written to, as in a container, others go by the settings.
    """
    note = settings.data_dir / SERVICE_FILE
    with suppress(OSError):
        note.write_text(json.dumps({**asdict(served), "pid": os.getpid()}) + "\n", encoding="utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()


def read_service_file(settings: Settings) -> ServiceAddresses:
    """Where the service answers: as the one that runs says, else as the settings have it, and then without a door."""
    with suppress(OSError, ValueError, KeyError, TypeError):  # there is none, or not one of ours
        said = json.loads((settings.data_dir / SERVICE_FILE).read_text(encoding="utf-8"))
        if psutil.pid_exists(said["pid"]):  # a service that was killed leaves its note behind
            return ServiceAddresses(said["http"], said["bolt"], said.get("password_set", False))
    return ServiceAddresses(f"http://{settings.host}:{settings.port}", None)


def get_reader_password(settings: Settings) -> str:
    """The password for analysts' tools: the one that is set, or else the one that is kept."""
    return settings.reader_password_value or ensure_reader_password(settings)


def ensure_reader_password(settings: Settings) -> str:
    """The password for analysts' tools that is kept in the data directory; where none is, it is made up now.

    Raises InvalidSetting where it cannot be kept.
    """
    kept = Home.of(settings.data_dir).reader_password
    try:
        return kept.read() or kept.make()
    except OSError as error:
        raise InvalidSetting(
            f"The password for analysts' tools cannot be kept in {settings.data_dir} ({error.strerror}): "
            "set TRADEGRAPH_READER_PASSWORD, or another TRADEGRAPH_DATA_DIR."
        ) from None


async def load_seed_data(runtime: Runtime, say: LogLine) -> None:
    """Fills an empty graph from ``seed_data/``; leaves any other as it is."""
    if (await runtime.store.state()).revision > 0:
        return
    files = sorted(str(path) for path in SEED_DIR.rglob("*.yaml"))
    loaded = await load_files(runtime, files)
    say(f"Loaded the seed data: {loaded.entities} entities, {loaded.sources} sources, {loaded.statements} statements.")


async def load_files(
    runtime: Runtime,
    files: list[str],
    progress: ledger.Progress = lambda _done, _all: None,
    *,
    restored: bool = False,
) -> ledger.LoadResult:
    """Takes the records of some files in. Raises RecordsRefused with every fault, and then nothing is taken in.

    ``restored``: they are a ledger that was taken in once, and comes back as it was.
    """
    return await ingest_records(runtime, *read_files(files), progress=progress, restored=restored)


async def ingest_records(
    runtime: Runtime,
    raws: Sequence[RawRecord],
    problems: Sequence[Problem] = (),
    progress: ledger.Progress = lambda _done, _all: None,
    *,
    restored: bool = False,
) -> ledger.LoadResult:
    """Takes raw records in: the one way for files and for HTTP. Raises RecordsRefused as ``load_files`` does."""
    return await ledger.ingest(runtime.store, parse(raws, problems, restored=restored), progress)
