"""Schema at the start: created once, even if several processes start at the same time."""

import asyncio
import contextlib

import neo4j
import pytest

from graph.cypher_files import schema_names, schema_version
from graph.errors import CypherSyntax
from graph.store import Store

ROUNDS = 6


@pytest.fixture
def bare(engine):
    """Return a function that drops the whole schema; create the schema again after the test."""
    address = engine.address
    with neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:

        def strip() -> None:
            for what, shown in (
                ("CONSTRAINT", "CONSTRAINTS YIELD name"),
                ("INDEX", "INDEXES YIELD name, type WHERE type <> 'LOOKUP'"),
            ):
                for record in driver.execute_query(f"SHOW {shown}").records:
                    driver.execute_query(f"DROP {what} `{record['name']}`")
            driver.execute_query("MATCH (n) DETACH DELETE n")

        engine.holds_seed = False
        yield strip


def store_at(address) -> Store:
    return Store.create(address.uri, address.user, address.password, "neo4j")


async def test_processes_that_make_the_schema_at_once_all_come_to_the_end(engine, bare):
    async with contextlib.AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(store_at(engine.address)) for _ in range(3)]
        for _ in range(ROUNDS):
            bare()
            assert set(await stores[0].missing_schema()) == set(schema_names())
            await asyncio.gather(*(store.ensure_schema() for store in stores))
            assert await stores[1].missing_schema() == []
            assert (await stores[2].state()).schema == schema_version()


async def test_another_error_of_the_schema_is_not_passed_over(engine, bare, monkeypatch):
    bare()
    one = "CREATE INDEX one IF NOT EXISTS FOR (n:Entity) ON (n.a)"
    monkeypatch.setattr("graph.store.store.schema", lambda: (one, one.replace("INDEX one", "CONSTRAINT two")))
    async with store_at(engine.address) as store:
        with pytest.raises(CypherSyntax, match="Neo4j cannot read this query"):
            await store.ensure_schema()
        assert (await store.state()).schema is None
    bare()
    monkeypatch.undo()
    async with store_at(engine.address) as store:
        await store.ensure_schema()
        assert await store.missing_schema() == []
