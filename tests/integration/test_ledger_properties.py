"""Properties of random ledgers on a real Neo4j, with merges and corrections, in any order."""

import asyncio
import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_graph import graph_of, lines, only, projected_ids, replayed
from merges import COMPANIES, PAIRS, SOURCES, apart, same, told
from records import entity, load

from graph import ledger
from graph.ingest.batch import Records
from graph.model.resolution import merge_conflicts
from graph.store import Store

WORLD = Records(tuple(entity(i) for i in (*COMPANIES, "product:p", "product:q")), tuple(SOURCES.values()))

on_neo4j = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@st.composite
def ledgers(draw):
    """Draw statements, corrections of some of them, and merges that do not contradict each other."""
    said = draw(st.lists(told(), min_size=1, max_size=6, unique_by=lambda one: one.id))
    mended = [replace(one, text="As it should read.", corrects=(one.id,)) for one in said[: draw(st.integers(0, 2))]]
    merges = []
    for pair in draw(st.lists(PAIRS, max_size=2, unique=True)):
        merge = same(*pair)
        if not merge_conflicts([*merges, merge]):
            merges.append(merge)
    return said, mended, merges


def on_the_graph(engine, law):
    """Check a property on an empty graph. The session's event loop is blocked, so this uses another one."""

    async def run():
        address = engine.address
        async with Store.create(address.uri, address.user, address.password, "neo4j") as store:
            await store.clear()
            await store.ensure_schema()
            await load(store, WORLD)
            await law(store)

    engine.holds_seed = False
    asyncio.run(run())


async def taken(store, statements):
    for one in statements:
        await load(store, only(one))


async def emptied(store):
    await store.clear()
    await load(store, WORLD)


@on_neo4j
@given(drawn=ledgers())
def test_taking_in_the_feed_from_zero_makes_the_same(engine, drawn):
    async def law(store):
        await taken(store, [one for part in drawn for one in part])
        graph, whole = await graph_of(store), await ledger.export_records(store)
        assert graph.keys() == projected_ids(whole)
        await replayed(store, 4)
        assert await graph_of(store) == graph
        assert lines(await ledger.export_records(store)) == lines(whole)

    on_the_graph(engine, law)


@on_neo4j
@given(drawn=ledgers())
def test_merging_and_parting_again_changes_nothing(engine, drawn):
    said, mended, merges = drawn

    async def law(store):
        await taken(store, [*said, *mended])
        before = await graph_of(store)
        await taken(store, merges)
        await taken(store, [apart(merge) for merge in merges])
        assert await graph_of(store) == before

    on_the_graph(engine, law)


@on_neo4j
@given(drawn=ledgers(), chance=st.integers(0, 1000))
def test_the_two_clocks_do_not_depend_on_the_order_of_loading(engine, drawn, chance):
    said, mended, merges = drawn

    async def law(store):
        await taken(store, [*said, *mended, *merges])
        in_order = await graph_of(store)  # all versions: they determine the answers for any two clocks
        await emptied(store)
        # A correction is loaded after the statement it corrects; a merge may be loaded first.
        others = [*said, *merges]
        random.Random(chance).shuffle(others)
        await taken(store, [*others, *mended])
        assert await graph_of(store) == in_order

    on_the_graph(engine, law)
