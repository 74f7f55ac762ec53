"""Comparison of a query as of a moment with the plain query on the graph of that moment."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from neo4j import AsyncGraphDatabase, AsyncTransaction

from graph.asof import QueryClocks, rewrite_checked
from graph.cypher_files import read_cypher
from graph.guard import check_query
from graph.local_neo4j import Address

FOLDER = Path(__file__).parent
PARAMETERS = {"id": "company:nvidia", "types": "MAKES"}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
TIMEOUT_S = 600


class Answer(NamedTuple):
    """Columns of a query, and its rows by identity: in order if the order counts, else as a multiset."""

    columns: list[str]
    rows: Any


def shapes() -> dict[str, str]:
    """Return the queries of as many shapes, by name; O: begins the names of those whose order counts.

    None uses a full-text index: in a transaction that has deleted relationships, Neo4j 5.26 finds no node there whose
    internal id one of them had.
    """
    lines = (FOLDER / "as_of_queries.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line)
    return {name: text.replace("⏎", "\n") for name, text in pairs}


def clocks(as_of: str | None, known_at: str | None, holds: str | None = None) -> QueryClocks:
    found = QueryClocks.parse(NOW, as_of, known_at, holds)
    assert found
    return found


def rewritten(text: str, at: QueryClocks) -> str:
    """Return the rewritten query; the guard passes both."""
    return rewrite_checked(check_query(text).text, at)


@asynccontextmanager
async def transaction(address: Address) -> AsyncIterator[AsyncTransaction]:
    """Open a transaction that is rolled back."""
    async with (
        AsyncGraphDatabase.driver(
            address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
        ) as driver,
        driver.session() as session,
    ):
        inner = await session.begin_transaction(timeout=TIMEOUT_S)
        try:
            yield inner
        finally:
            await inner.close()


async def run_support(inner: AsyncTransaction, name: str, **parameters: Any) -> None:
    """Run ``tests/support/cypher/<name>.cypher``."""
    await (await inner.run(read_cypher(f"../tests/support/cypher/{name}"), parameters)).consume()


async def keep_moment(inner: AsyncTransaction, at: QueryClocks) -> None:
    """Leave only what holds at a moment."""
    await run_support(inner, "keep_moment", day=at.as_of, known=at.known_at, surely=at.surely)


async def ask(inner: AsyncTransaction, name: str, text: str, parameters: Mapping[str, Any]) -> Answer:
    result = await inner.run(text, dict(parameters))
    rows = [tuple(map(_identity, row.values())) async for row in result]
    return Answer(list(result.keys()), rows if name.startswith("O:") else Counter(rows))


async def find_differences(address: Address, at: QueryClocks, queries: Mapping[str, str]) -> list[str]:
    """Return the names of the queries whose answers are not those of the graph of that moment."""
    async with transaction(address) as inner:
        found = {
            name: await ask(inner, name, rewritten(text, at), {**PARAMETERS, **at.parameters})
            for name, text in queries.items()
        }
    async with transaction(address) as inner:
        await keep_moment(inner, at)
        return [name for name, text in queries.items() if await ask(inner, name, text, PARAMETERS) != found[name]]


def _identity(value: Any) -> Any:
    """Return a value that is equal for the same nodes, relationships and paths."""
    if hasattr(value, "element_id"):
        return value.element_id
    if hasattr(value, "relationships"):
        return tuple(map(_identity, (*value.nodes, *value.relationships)))
    if isinstance(value, list):
        return tuple(map(_identity, value))
    if isinstance(value, dict):
        return tuple((key, _identity(value[key])) for key in sorted(value))
    return value
