"""Service under test, on the Neo4j of the session."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from project import KEY
from records import load, read_records

from app.main import create_app
from app.runtime.loading import SEED_DIR
from app.runtime.runtime import Runtime
from app.settings import Settings
from graph.local_neo4j import Address, LocalNeo4j
from graph.queries import GraphQueries
from graph.query_library import load_library
from graph.store import AdHocRunner, QueryLimits, Store


@dataclass
class Engine:
    """Neo4j of the session; it remembers whether the graph holds the seed data."""

    address: Address
    store: Store
    holds_seed: bool = False

    async def empty(self) -> Store:
        """Empty the graph; its schema stays."""
        await self.store.clear()
        await self.store.ensure_schema()
        self.holds_seed = False
        return self.store

    async def seed(self) -> Store:
        """Load the seed data, unless the graph holds it already."""
        if not self.holds_seed:
            await self.empty()
            await load(self.store, read_records(seed_files()))
            self.holds_seed = True
        return self.store


@asynccontextmanager
async def open_engine(folder: Path) -> AsyncIterator[Engine]:
    """Start a local Neo4j in a folder, or connect to the one that TRADEGRAPH_TEST_NEO4J_URI names."""
    uri = os.environ.get("TRADEGRAPH_TEST_NEO4J_URI")
    if uri:
        user = os.environ.get("TRADEGRAPH_TEST_NEO4J_USER", "neo4j")
        address = Address(uri, user, os.environ["TRADEGRAPH_TEST_NEO4J_PASSWORD"])
        async with _store(address) as store:
            yield Engine(address, store)
        return
    local = LocalNeo4j(folder, password=None, say=print)
    address = await local.start()
    try:
        async with _store(address) as store:
            yield Engine(address, store)
    finally:
        await local.stop()


def _store(address: Address) -> Store:
    return Store.create(address.uri, address.user, address.password, "neo4j")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def seed_files() -> list[str]:
    """Return the files of the seed data."""
    return sorted(str(path) for path in SEED_DIR.rglob("*.yaml"))


def runtime_on(store: Store, engine: Engine) -> Runtime:
    """Return a runtime on a store, with short limits for ad-hoc queries."""
    settings = Settings(neo4j_uri=engine.address.uri, neo4j_password=engine.address.password)
    limits = QueryLimits(timeout_s=2, max_rows=1000, wait_s=0.2)
    return Runtime(settings, engine.address, store, GraphQueries(store, load_library()), AdHocRunner(store, limits))


def writing_runtime_on(store: Store, engine: Engine) -> Runtime:
    """Return a runtime on a store, with a write key."""
    settings = Settings(neo4j_uri=engine.address.uri, neo4j_password=engine.address.password, write_key=KEY)
    return Runtime(
        settings, engine.address, store, GraphQueries(store, load_library()), AdHocRunner(store, QueryLimits())
    )


@asynccontextmanager
async def client_of(
    runtime: Runtime, url: str = "http://127.0.0.1:8000", headers: dict[str, str] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client of the service, without a socket; internal errors become responses."""
    transport = httpx.ASGITransport(create_app(runtime), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=url, headers=headers) as client:
        yield client


@asynccontextmanager
async def serving(runtime: Runtime) -> AsyncIterator[str]:
    """Serve HTTP on a free port until the block ends."""
    port = free_port()
    config = uvicorn.Config(create_app(runtime), port=port, log_level="error", lifespan="off", loop="asyncio")
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task
