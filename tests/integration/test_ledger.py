"""Loading into a real Neo4j: the graph equals the projection, and only differences are written."""

import random
from dataclasses import replace

import pytest
from ledger_graph import graph_of, projected_ids
from merges import same
from records import entity, load, read_records, records_of, said, source
from service import seed_files

from graph import ledger
from graph.errors import RecordsRefused
from graph.ingest.batch import Records, parse
from graph.ingest.readers import read_files
from graph.ledger import load_records, upgrades

NAMES = ("official:x", "official:lutnick", "government:us", "government:china", "measure:h20", "product:h20")
ENTITIES = tuple(entity(name) for name in NAMES)
SOURCES = (source("a", "2025-02-01"), source("b", "2025-05-02"), source("c", "2025-08-11"))


def records(*statements, entities=ENTITIES, sources=SOURCES):
    return Records(entities, sources, tuple(statements))


async def test_the_graph_is_the_projection_of_the_ledger(store):
    seed = read_records(seed_files())
    await load(store, seed)
    assert (await graph_of(store)).keys() == projected_ids(seed)
    dumped = await ledger.export_records(store)
    assert {s.id for s in dumped.statements} == {s.id for s in seed.statements}
    assert {e.id: e for e in dumped.entities} == {e.id: e for e in seed.entities}
    assert {s.id: s for s in dumped.sources} == {s.id: s for s in seed.sources}


async def test_loading_twice_changes_nothing_and_writes_nothing(store):
    seed = read_records(seed_files())
    await load(store, seed)
    before, revision = await graph_of(store), (await store.state()).revision
    assert (await load(store, seed)).is_empty
    assert await graph_of(store) == before
    assert (await store.state()).revision == revision


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_order_of_loading_does_not_matter(store, seed):
    whole = read_records(seed_files())
    await load(store, whole)
    at_once = await graph_of(store)
    await store.clear()
    statements = list(whole.statements)
    random.Random(seed).shuffle(statements)
    await load(store, replace(whole, statements=()))
    for start in range(0, len(statements), 60):
        await load(store, Records(statements=tuple(statements[start : start + 60])))
    assert await graph_of(store) == at_once


async def test_projecting_again_from_nothing_is_identical(store, monkeypatch):
    await load(store, read_records(seed_files()))
    before = await graph_of(store)
    assert (await ledger.reproject_if_outdated(store)).is_empty

    async def take_away(tx):
        links = await tx.run("../tests/support/cypher/links_of_everything")
        await tx.run("ledger/delete_links", rows=links)
        periods = await tx.run("ledger/periods_of_measures", measures=sorted({row["object"] for row in links}))
        await tx.run("ledger/delete_periods", ids=[row["id"] for row in periods])

    await store.write(take_away)
    assert await graph_of(store) == {}
    monkeypatch.setattr(upgrades, "RULES_VERSION", upgrades.RULES_VERSION + 1)
    assert not (await ledger.reproject_if_outdated(store)).is_empty
    assert await graph_of(store) == before
    assert (await ledger.reproject_if_outdated(store)).is_empty


async def test_only_what_changed_is_written(store):
    imposed = said("government:us", "IMPOSED", "measure:h20", valid_from="2025-01-10")
    first = await load(store, records(imposed))
    assert (first.links_written, first.periods_written) == (1, 1)
    before = await graph_of(store)
    eased = said("government:us", "EASED", "measure:h20", valid_from="2025-05-01", source="source:b")
    other = said("official:x", "OPPOSES", "measure:h20", source="source:b")
    second = await load(store, records(eased, other))
    # The first status period gets a new version with an end, and a second period is added. The act is unchanged.
    assert (second.links_written, second.links_removed) == (2, 0)
    assert (second.periods_written, second.periods_removed) == (3, 1)
    after = await graph_of(store)
    assert {k: v for k, v in before.items() if k in after}.keys() == {k for k in before if k in after}
    assert len(before.keys() - after.keys()) == 1


async def test_an_extension_closes_known_to_and_overwrites_nothing(store):
    pause = said(
        "government:us", "SUSPENDED", "measure:h20", valid_from="2025-05-14", valid_to="2025-08-12", source="source:b"
    )
    await load(store, records(said("government:us", "IMPOSED", "measure:h20", valid_from="2025-01-10"), pause))
    extension = said(
        "government:us", "EXTENDED", "measure:h20", valid_from="2025-08-11", valid_to="2025-11-10", source="source:c"
    )
    await load(store, records(extension))
    rows = await store.table(
        "MATCH (:Measure)-[:HAS_STATUS]->(p {status: 'suspended'}) "
        "RETURN toString(p.valid_to), toString(p.known_from), toString(p.known_to) ORDER BY p.known_from",
        {},
    )
    assert rows.rows == [
        ["2025-08-12", "2025-05-02T00:00:00Z", "2025-08-11T00:00:00Z"],
        ["2025-11-10", "2025-08-11T00:00:00Z", "9999-12-31T00:00:00Z"],
    ]


async def test_a_denial_deletes_nothing(store):
    await load(store, records(said()))
    await load(store, records(said(stance="denies", said_by="official:x", source="source:b")))
    rows = await store.table(
        "MATCH ()-[r:EASED]->() RETURN r.certainty, toString(r.known_to) ORDER BY r.known_from", {}
    )
    assert rows.rows == [["asserted", "2025-05-02T00:00:00Z"], ["disputed", "9999-12-31T00:00:00Z"]]


async def test_a_source_that_came_out_on_another_day_moves_what_was_known(store):
    await load(store, records(said()))
    await load(store, Records(sources=(replace(SOURCES[0], published_on="2025-01-15"),)))
    rows = await store.table("MATCH ()-[r:EASED]->() RETURN toString(r.known_from)", {})
    assert rows.rows == [["2025-01-15T00:00:00Z"]]


async def test_a_corrected_name_is_changed_and_what_is_no_longer_given_is_taken_away(store):
    await load(store, Records(entities=(entity("company:a", aliases=("A Corp",), identifiers={"lei": "X"}),)))
    loaded = await load(store, Records(entities=(entity("company:a", name="A plc"),)))
    assert loaded.entities == 1
    assert (await ledger.export_records(store)).entities == (entity("company:a", name="A plc"),)
    rows = await store.table("MATCH (n:Company) RETURN keys(n)", {})
    assert sorted(rows.rows[0][0]) == ["id", "name", "revision"]


async def test_what_a_record_names_may_be_in_the_graph_already(store, tmp_path):
    await load(store, records(said()))
    path = tmp_path / "more.yaml"
    text = (
        "statements:\n  - {subject: official:x, predicate: OPPOSES, object: measure:h20, stance: asserts, "
        "source: source:b, locator: p, text: No.}\n"
    )
    path.write_text(text)
    batch = parse(read_files([str(path)]))
    await ledger.check_batch(store, batch)
    assert (await load(store, records_of(batch))).statements == 1
    path.write_text(text.replace("official:x", "official:nobody"))
    before = await graph_of(store)
    with pytest.raises(RecordsRefused, match="1 problem found"):
        await ledger.check_batch(store, parse(read_files([str(path)])))
    assert await graph_of(store) == before


async def test_an_actor_that_is_there_under_another_id_is_not_taken_in_again(store, tmp_path):
    await load(store, Records(entities=(entity("company:nvidia", name="Nvidia", aliases=("NVIDIA Corporation",)),)))
    path = tmp_path / "again.yaml"
    path.write_text("entities:\n  - {id: company:nvidia-corp, name: Nvidia CORPORATION}\n")
    with pytest.raises(RecordsRefused) as refused:
        await ledger.check_batch(store, parse(read_files([str(path)])))
    assert "is also a name of company:nvidia in the graph" in refused.value.problems[0].message
    path.write_text("entities:\n  - {id: company:nvidia, name: NVIDIA}\n  - {id: product:nvidia, name: Nvidia}\n")
    batch = parse(read_files([str(path)]))
    await ledger.check_batch(store, batch)
    assert batch.spool.count("entity") == 2


async def test_a_load_of_many_batches_is_the_same_as_a_small_one(store, monkeypatch):
    seed = read_records(seed_files())
    await load(store, seed)
    at_once = await graph_of(store)
    await store.clear()
    monkeypatch.setattr(load_records, "BATCH", 25)
    told = []
    await load(store, seed, lambda done, total: told.append((done, total)))
    assert await graph_of(store) == at_once
    assert len(told) > 5
    assert told[-1][0] == told[-1][1]


async def test_who_loads_by_parts_is_told_where_others_wrote_what_it_cannot_go_with(store, monkeypatch, tmp_path):
    monkeypatch.setattr(load_records, "BATCH", 2)
    lines = [f'{{"type": "entity", "id": "company:c{n}", "name": "C{n}"}}' for n in range(6)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    others = Records(entities=(entity("company:other", name="C5"),))
    write, written = store.write, []

    async def write_and_then_others(work):
        result = await write(work)
        written.append(result)
        if len(written) == 1:
            await load(store, others)
        return result

    monkeypatch.setattr(store, "write", write_and_then_others)
    draft = parse(read_files([str(tmp_path / "many.jsonl")]))
    with pytest.raises(RecordsRefused, match="a part is loaded") as caught:
        await ledger.ingest(store, draft)
    assert "is also a name of company:other" in caught.value.problems[0].message


async def test_two_writers_at_once_leave_the_graph_as_one_would(store, engine):
    import asyncio

    seed = read_records(seed_files())
    half = len(seed.statements) // 2
    await load(store, replace(seed, statements=()))
    await asyncio.gather(
        load(store, Records(statements=seed.statements[:half])),
        load(store, Records(statements=seed.statements[half:])),
    )
    assert (await graph_of(store)).keys() == projected_ids(seed)


async def test_two_loads_of_many_parts_at_once_leave_the_graph_as_one_would(store, monkeypatch):
    import asyncio

    monkeypatch.setattr(load_records, "BATCH", 40)
    seed = read_records(seed_files())
    await load(store, replace(seed, statements=()))
    halves = seed.statements[::2], (*seed.statements[1::2], *seed.statements[::4])  # facts and statements of both
    loaded = await asyncio.gather(*(load(store, Records(statements=half)) for half in halves))
    assert sum(result.statements for result in loaded) == len(seed.statements)
    assert (await graph_of(store)).keys() == projected_ids(seed)


async def test_an_interrupted_load_leaves_whole_parts_and_loading_again_completes_it(store, monkeypatch):
    monkeypatch.setattr(load_records, "BATCH", 40)
    seed = read_records(seed_files())
    await load(store, replace(seed, statements=()))
    write, left = store.write, [5]

    async def write_some(work):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return await write(work)

    monkeypatch.setattr(store, "write", write_some)
    with pytest.raises(KeyboardInterrupt):
        await load(store, seed)
    part = await ledger.export_records(store)
    assert 0 < len(part.statements) < len(seed.statements)
    assert (await graph_of(store)).keys() == projected_ids(part)
    monkeypatch.setattr(store, "write", write)
    await load(store, seed)
    assert (await graph_of(store)).keys() == projected_ids(seed)


async def test_a_load_into_a_graph_with_merges_reaches_what_was_merged(store, monkeypatch):
    monkeypatch.setattr(load_records, "BATCH", 2)
    world = (entity("company:a"), entity("company:b"), *map(entity, ("product:p", "product:q", "product:r")))
    await load(store, Records(world, SOURCES, (same("company:a", "company:b"),)))
    made = [
        said(company, "MAKES", product, source=source, text=f"{company} makes {product}.")
        for company in ("company:a", "company:b")
        for product in ("product:p", "product:q", "product:r")
        for source in ("source:a", "source:b")
    ]
    await load(store, Records(statements=tuple(made)))
    assert (await graph_of(store)).keys() == projected_ids(await ledger.export_records(store))
    facts = await store.table("MATCH (c)-[r:MAKES]->() RETURN c.id, count(DISTINCT r.fact_id), max(r.n_sources)", {})
    assert facts.rows == [["company:b", 3, 2]]
