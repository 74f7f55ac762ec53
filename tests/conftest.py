"""Fixtures of all tests: one Neo4j per worker, the seed data, and the service.

The tests start a local Neo4j on a free port and in a temporary folder, unless TRADEGRAPH_TEST_NEO4J_URI (with _USER
and _PASSWORD) names another Neo4j. THE GRAPH THERE IS EMPTIED. Fixtures import modules when they run, so that unit
tests start quickly.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from order import sort_tests
from project import BEARER

if TYPE_CHECKING:
    import httpx
    from bolt_client import OpenDoor
    from service import Engine

    from app.runtime.runtime import Runtime
    from graph.store import Store

# No deadlines: a test must not fail on a busy machine. `quick` is for `make check`, which developers run often.
hypothesis.settings.register_profile("full", deadline=None)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=25)
hypothesis.settings.load_profile("full")

_WITHOUT = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden files; then read the difference")


def pytest_configure(config: pytest.Config) -> None:
    workers = getattr(config.option, "numprocesses", None) or 0
    if os.environ.get("TRADEGRAPH_TEST_NEO4J_URI") and workers > 1:
        raise pytest.UsageError("Workers cannot share the graph of TRADEGRAPH_TEST_NEO4J_URI: run with -n 0.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the tests for the workers. Deselect browser tests if Chromium is missing; CI requires it."""
    sort_tests(items)
    needing = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    if not needing:
        return
    from chromium import chromium

    if chromium():
        return
    how = "apt install chromium, or .venv/bin/playwright install chromium; then make test again"
    missing = f"{len(needing)} tests need a Chromium and there is none: {how}"
    if os.environ.get("TRADEGRAPH_TEST_BROWSER") == "required":
        raise pytest.UsageError(missing)
    config.stash[_WITHOUT] = missing
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in set(needing)]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Report the deselected tests."""
    if _WITHOUT in config.stash:
        terminalreporter.write_line(config.stash[_WITHOUT], yellow=True)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name; with --write-golden, write the file."""

    def hold(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--write-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path} differs; --write-golden writes it again"

    return hold


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> Iterator[None]:
    """Hide the developer's own settings from the service under test."""
    names = [name for name in os.environ if name.startswith("TRADEGRAPH_") and "_TEST_" not in name]
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator["Engine"]:
    from service import open_engine

    async with open_engine(tmp_path_factory.mktemp("neo4j")) as found:
        yield found


@pytest.fixture(scope="session")
async def door(engine: "Engine") -> AsyncIterator["OpenDoor"]:
    """Open a Bolt proxy like that of a service."""
    from bolt_client import opened_door

    with opened_door(engine.address, await engine.store.agent()) as opened:
        yield opened


@pytest.fixture
async def store(engine: "Engine") -> "Store":
    """Return a store on an empty graph with its schema."""
    return await engine.empty()


@pytest.fixture
async def seeded(engine: "Engine") -> "Store":
    """Return a store on the seed data, for tests that only read."""
    return await engine.seed()


@pytest.fixture
def unchanged(engine: "Engine", seeded: "Store") -> Iterator[None]:
    """Check that a test writes nothing."""
    from bolt_client import read_last_transaction

    before = read_last_transaction(engine.address)
    yield
    assert read_last_transaction(engine.address) == before


@pytest.fixture
def runtime(seeded: "Store", engine: "Engine") -> "Runtime":
    """Return a runtime on the seed data, with short limits for ad-hoc queries."""
    from service import runtime_on

    return runtime_on(seeded, engine)


@pytest.fixture
async def http(runtime: "Runtime") -> AsyncIterator["httpx.AsyncClient"]:
    """Open a client of the service."""
    from service import client_of

    async with client_of(runtime) as client:
        yield client


@pytest.fixture
def empty(store: "Store", engine: "Engine") -> "Runtime":
    """Return a runtime on an empty graph, with a write key."""
    from service import writing_runtime_on

    return writing_runtime_on(store, engine)


@pytest.fixture
async def writer(empty: "Runtime") -> AsyncIterator["httpx.AsyncClient"]:
    """Open a client that may add records to a service on an empty graph."""
    from service import client_of

    async with client_of(empty, "http://127.0.0.1", BEARER) as client:
        yield client


@pytest.fixture
def environment(engine: "Engine") -> dict[str, Any]:
    """Return environment variables with which a command connects to the session's Neo4j."""
    return {
        **os.environ,
        "TRADEGRAPH_NEO4J_URI": engine.address.uri,
        "TRADEGRAPH_NEO4J_USER": engine.address.user,
        "TRADEGRAPH_NEO4J_PASSWORD": engine.address.password,
        "COLUMNS": "120",
    }


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Any]:
    """Start one Chromium for all tests of a worker."""
    from chromium import open_browser

    async with open_browser() as found:
        yield found


@pytest.fixture
async def visit(browser: Any) -> AsyncIterator[Callable[..., Any]]:
    """Return a function that opens pages. They must not log errors or send requests to other hosts."""
    from chromium import watching_pages

    async with watching_pages(browser) as open_:
        yield open_


@pytest.fixture
async def address(runtime: "Runtime") -> AsyncIterator[str]:
    """Serve HTTP on a port, for browsers."""
    from service import serving

    async with serving(runtime) as url:
        yield url
