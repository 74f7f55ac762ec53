"""What the tests share: one Neo4j a session, the graph empty or with the seed data in it, and the service on top.

The local Neo4j is used, on a free port and in a folder of its own, unless TRADEGRAPH_TEST_NEO4J_URI (with _USER and
_PASSWORD) names another. THE GRAPH THERE IS EMPTIED.
"""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
import uvicorn
from bolt_client import OpenDoor, fingerprint, opened_door
from playwright.async_api import async_playwright
from playwright.sync_api import sync_playwright

from app.main import create_app
from app.runtime.runtime import SEED_DIR, Runtime
from app.settings import Settings
from graph import ledger
from graph.ingest.batch import parse
from graph.ingest.readers import read_files
from graph.local_neo4j import Address, LocalNeo4j
from graph.queries import GraphQueries
from graph.query_library import load_library
from graph.store import AdHocRunner, QueryLimits, Store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


# No test asserts a time: a busy machine is no reason to fail.
hypothesis.settings.register_profile("tradegraph", deadline=None)
hypothesis.settings.load_profile("tradegraph")

#: What opens the writing door of the services that tests start, and how it is sent.
KEY = "a key of more than sixteen letters"
BEARER = {"Authorization": f"Bearer {KEY}"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="write the golden files anew; then read the difference"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Holds a text to the golden file of that name, or writes it where that was asked for."""

    def hold(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--write-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path} says otherwise; --write-golden writes it anew"

    return hold


@dataclass
class Engine:
    """The Neo4j of the session, and what is in its graph: nothing that is known, or the seed data."""

    address: Address
    store: Store
    holds_seed: bool = False


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> Iterator[None]:
    """The settings of whoever runs the tests must not reach the service under test."""
    names = [name for name in os.environ if name.startswith("TRADEGRAPH_") and "_TEST_" not in name]
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    uri = os.environ.get("TRADEGRAPH_TEST_NEO4J_URI")
    if uri:
        user = os.environ.get("TRADEGRAPH_TEST_NEO4J_USER", "neo4j")
        address = Address(uri, user, os.environ["TRADEGRAPH_TEST_NEO4J_PASSWORD"])
        async with _store(address) as store:
            yield Engine(address, store)
        return
    folder = tmp_path_factory.mktemp("neo4j")
    local = LocalNeo4j(folder, password=None, say=print)
    address = await local.start()
    try:
        async with _store(address) as store:
            yield Engine(address, store)
    finally:
        await local.stop()


@pytest.fixture(scope="session")
async def door(engine: Engine) -> AsyncIterator[OpenDoor]:
    """The door for analysts' tools, as a service has it."""
    with opened_door(engine.address, await engine.store.agent()) as opened:
        yield opened


def _store(address: Address) -> Store:
    return Store.create(address.uri, address.user, address.password, "neo4j")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def store(engine: Engine) -> Store:
    """An empty graph with its schema."""
    await engine.store.clear()
    await engine.store.ensure_schema()
    engine.holds_seed = False
    return engine.store


@pytest.fixture
async def seeded(engine: Engine) -> Store:
    """The graph with the seed data, for tests that only read."""
    if not engine.holds_seed:
        await engine.store.clear()
        await engine.store.ensure_schema()
        records = parse(*read_files(seed_files())).resolve(())
        await ledger.load(engine.store, records)
        engine.holds_seed = True
    return engine.store


@pytest.fixture
def unchanged(engine: Engine, seeded: Store) -> Iterator[None]:
    """Whatever a test does: the graph is the same before and after, node for node."""
    before = fingerprint(engine.address)
    yield
    assert fingerprint(engine.address) == before


def seed_files() -> list[str]:
    """The files of the seed data."""
    return sorted(str(path) for path in SEED_DIR.rglob("*.yaml"))


@pytest.fixture
def runtime(seeded: Store, engine: Engine) -> Runtime:
    """The service's parts on the seed data, with short limits for ad-hoc queries."""
    return wired(seeded, engine)


def wired(store: Store, engine: Engine) -> Runtime:
    """The service's parts on a store."""
    settings = Settings(neo4j_uri=engine.address.uri, neo4j_password=engine.address.password)
    limits = QueryLimits(timeout_s=2, max_rows=1000, wait_s=0.2)
    return Runtime(settings, engine.address, store, GraphQueries(store, load_library()), AdHocRunner(store, limits))


@pytest.fixture
async def http(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service; errors of the service come back as answers."""
    transport = httpx.ASGITransport(create_app(runtime), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def empty(store: Store, engine: Engine) -> Runtime:
    """The service's parts on an empty graph, with a key for writing."""
    settings = Settings(neo4j_uri=engine.address.uri, neo4j_password=engine.address.password, write_key=KEY)
    return Runtime(
        settings, engine.address, store, GraphQueries(store, load_library()), AdHocRunner(store, QueryLimits())
    )


@pytest.fixture
async def writer(empty: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on an empty graph, which may add records."""
    transport = httpx.ASGITransport(create_app(empty), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=BEARER) as client:
        yield client


@pytest.fixture
def environment(engine: Engine) -> dict[str, Any]:
    """The environment in which a command of its own process finds the Neo4j of the session."""
    return {
        **os.environ,
        "TRADEGRAPH_NEO4J_URI": engine.address.uri,
        "TRADEGRAPH_NEO4J_USER": engine.address.user,
        "TRADEGRAPH_NEO4J_PASSWORD": engine.address.password,
        "COLUMNS": "120",
    }


#: Chromium without its errands: what is asked for over the network is what the page asks for.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


_WITHOUT = pytest.StashKey[str]()


def chromium() -> str | None:
    """Where a Chromium is: Debian's, else playwright's own; None where there is none."""
    found = shutil.which("chromium")
    if found is None:
        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
    return found if Path(found).exists() else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a Chromium the tests that need one are left out, and one line says so; CI does not do without."""
    needing = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    if not needing or chromium():
        return
    how = "apt install chromium, or .venv/bin/playwright install chromium; then make test again"
    missing = f"{len(needing)} tests need a Chromium and there is none: {how}"
    if os.environ.get("TRADEGRAPH_TEST_BROWSER") == "required":
        raise pytest.UsageError(missing)
    config.stash[_WITHOUT] = missing
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in set(needing)]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The line for those that were left out."""
    if _WITHOUT in config.stash:
        terminalreporter.write_line(config.stash[_WITHOUT], yellow=True)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Any]:
    """One Chromium for all tests."""
    where = await asyncio.to_thread(chromium)
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=where, args=QUIET)
        try:
            yield found
        finally:
            await found.close()


@pytest.fixture
async def visit(browser: Any) -> AsyncIterator[Callable[..., Any]]:
    """Opens pages, each as a new reader would. At the end none may have complained, or asked anyone but its origin."""
    contexts = []

    async def open_(
        url: str,
        *,
        scheme: str = "light",
        offline: bool = False,
        size: tuple[int, int] = (1280, 800),
        context: Any = None,
    ) -> Any:
        if context is None:
            view = {"width": size[0], "height": size[1]}
            context = await browser.new_context(viewport=view, color_scheme=scheme, offline=offline)
            contexts.append(context)
        page = await context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto(url)
        return page

    yield open_
    pages = [page for context in contexts for page in context.pages]
    for page in pages:
        own = page.url.split("#")[0] if page.url.startswith("file:") else "/".join(page.url.split("/")[:3]) + "/"
        elsewhere = [url for url in page.asked if not url.startswith((own, "data:", "blob:"))]
        assert (page.complaints, elsewhere) == ([], [])
    for context in contexts:
        await context.close()


@pytest.fixture
async def address(runtime: Runtime) -> AsyncIterator[str]:
    """The service on a port, as browsers meet it."""
    async with serving(runtime) as url:
        yield url


@asynccontextmanager
async def serving(runtime: Runtime) -> AsyncIterator[str]:
    """Serves HTTP on a free port as long as the block lasts."""
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
