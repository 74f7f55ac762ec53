"""An address of a cluster, ``neo4j://``, as far as one server shows it: routed reads and writes, and bookmarks."""

import pytest
from neo4j import AsyncSession
from records import entity, load

from graph import ledger
from graph.ingest.batch import Records
from graph.store import Store


@pytest.fixture
async def routed(engine, store):
    """Return a store that asks the server for its routing table."""
    address = engine.address
    uri = address.uri.replace("bolt://", "neo4j://")
    async with Store.create(uri, address.user, address.password, "neo4j") as found:
        yield found


@pytest.fixture
def waited_for(monkeypatch):
    """Return a list of the bookmarks with which each session starts."""
    seen: list[set[str]] = []
    get = AsyncSession._get_bookmarks

    async def note(self):
        found = await get(self)
        seen.append(set(found))
        return found

    monkeypatch.setattr(AsyncSession, "_get_bookmarks", note)
    return seen


async def test_a_routed_address_serves_reads_and_writes(routed, store):
    await routed.ensure_schema()
    assert (await load(routed, Records(entities=(entity("company:a"),)))).entities == 1
    assert (await load(routed, Records(entities=(entity("company:a"),)))).is_empty
    assert (await ledger.export_records(routed)).entities == (await ledger.export_records(store)).entities
    assert (await routed.state()).revision == 1


async def test_a_read_waits_for_the_write_before_it(routed, waited_for):
    await load(routed, Records(entities=(entity("company:a"),)))
    await routed.state()
    after_first = waited_for[-1]
    assert after_first
    await load(routed, Records(entities=(entity("company:b"),)))
    await routed.state()
    assert waited_for[-1]
    assert waited_for[-1] != after_first
