"""Merging, separating and correcting in the graph: the result always equals the pure projection."""

import random
from dataclasses import replace

import pytest
from ledger_graph import graph_of, lines, only, projected_ids, replayed
from merges import apart, same
from records import entity, load, read_records, said, source
from service import seed_files

from graph import ledger
from graph.errors import RecordsRefused
from graph.ingest.batch import Records, parse
from graph.ingest.readers import RawRecord
from graph.ingest.serialize import serialize_entity, serialize_source, serialize_statement

LEI = "549300BETA0000000A80"
A, B, C = (
    entity("company:a", name="Alpha"),
    entity("company:b", name="Beta", identifiers={"lei": LEI}),
    entity("company:c"),
)
P, Q = entity("product:p"), entity("product:q")
MEASURES = (entity("measure:old"), entity("measure:new"))
US = entity("government:us", name="United States")
SOURCES = (source("a", "2025-02-01"), source("b", "2025-05-02"))
MAKES = said("company:a", "MAKES", "product:p")
TALKS = said("company:a", "NEGOTIATES_WITH", "company:c", said_by="company:a", properties={"about": ["measure:old"]})
IMPOSED = said("government:us", "IMPOSED", "measure:old", source="source:a", valid_from="2025-02-04")
LIFTED = said("government:us", "LIFTED", "measure:new", source="source:b", valid_from="2025-05-14")
WORLD = Records((A, B, C, P, Q, *MEASURES, US), SOURCES, (MAKES, TALKS, IMPOSED, LIFTED))


def raws_of(records):
    made = [serialize_entity(e) for e in records.entities] + [serialize_source(s) for s in records.sources]
    made += [serialize_statement(s) for s in records.statements]
    return [RawRecord(fields.pop("type"), fields, "given", number) for number, fields in enumerate(made, 1)]


async def take(store, records):
    """Load records like a user: validate them, check them against the graph, and write them."""
    return await ledger.ingest(store, parse(raws_of(records)))


async def as_the_law_says(store):
    return (await graph_of(store)).keys() == projected_ids(await ledger.export_records(store))


async def nodes(store):
    rows = await store.table("MATCH (n:Entity) RETURN n.id, n.name, n.aliases, n.lei, labels(n) ORDER BY n.id", {})
    return {row[0]: row[1:] for row in rows.rows}


async def test_what_was_said_of_the_one_is_said_of_the_other(store):
    await take(store, WORLD)
    merge = same("company:a", "company:b")
    await take(store, only(merge))
    assert await as_the_law_says(store)
    found = await nodes(store)
    assert "company:a" not in found
    assert found["company:b"][:3] == ["Beta", ["Alpha"], LEI]
    rows = await store.table("MATCH (b {id: 'company:b'})-[r]-(x:Entity) RETURN type(r), x.id ORDER BY x.id", {})
    assert rows.rows == [["NEGOTIATES_WITH", "company:c"], ["MAKES", "product:p"]]
    rows = await store.table("MATCH (s:Statement)-[:MADE_BY]->(w) RETURN s.said_by, w.id, s.subject", {})
    assert rows.rows == [["company:b", "company:b", "company:b"]]


async def test_parting_them_again_leaves_all_as_it_was(store):
    await take(store, WORLD)
    before, named = await graph_of(store), await nodes(store)
    merges = [same("company:a", "company:b"), same("measure:old", "measure:new"), same("company:b", "company:c")]
    for merge in merges:
        await take(store, only(merge))
        assert await as_the_law_says(store)
    for merge in random.Random(7).sample(merges, 3):
        await take(store, only(apart(merge)))
        assert await as_the_law_says(store)
    assert await graph_of(store) == before
    assert await nodes(store) == named


async def test_two_measures_that_are_one_have_one_life(store):
    await take(store, WORLD)
    await take(store, only(same("measure:old", "measure:new")))
    rows = await store.table(
        "MATCH (m)-[:HAS_STATUS]->(p) RETURN m.id, p.status, toString(p.valid_from) ORDER BY p.valid_from", {}
    )
    assert [row for row in rows.rows if row[1] == "lifted"] == [["measure:new", "lifted", "2025-05-14"]]
    assert {row[0] for row in rows.rows} == {"measure:new"}
    rows = await store.table("MATCH ()-[r:NEGOTIATES_WITH]-() RETURN DISTINCT r.about", {})
    assert rows.rows == [[["measure:new"]]]


async def test_records_that_come_later_under_the_old_id_go_to_the_one_that_stays(store):
    await take(store, WORLD)
    await take(store, only(same("company:a", "company:b")))
    await take(store, only(said("company:a", "MAKES", "product:q")))
    await take(store, Records(entities=(replace(A, aliases=("Alpha Inc",)),)))
    assert await as_the_law_says(store)
    assert (await nodes(store))["company:b"][1] == ["Alpha", "Alpha Inc"]
    assert (await take(store, WORLD)).entities == 1  # the same record without the alias
    assert (await nodes(store))["company:b"][1] == ["Alpha"]


async def test_a_merge_against_another_is_refused_and_nothing_is_done(store):
    await take(store, WORLD)
    await take(store, only(same("company:a", "company:b")))
    before = await graph_of(store)
    with pytest.raises(RecordsRefused) as caught:
        await take(store, only(said("company:b", "MAKES", "product:q"), same("company:a", "company:c")))
    assert (
        str(caught.value.problems[0])
        == "given:2 object: company:a is already the same as company:b: retract that first"
    )
    assert await graph_of(store) == before


async def test_a_name_that_changes_is_judged_as_a_new_one_is(store):
    await take(store, WORLD)
    renamed = replace(B, aliases=("ALPHA",))
    with pytest.raises(RecordsRefused) as caught:
        await take(store, Records(entities=(renamed,)))
    assert "'ALPHA' of company:b is also a name of company:a in the graph" in str(caught.value.problems[0])
    swapped = (replace(A, name="Beta"), replace(B, name="Alpha"))
    assert (await take(store, Records(entities=swapped))).entities == 2
    await take(store, Records(entities=(A, B)))
    await take(store, only(same("company:a", "company:b")))
    with pytest.raises(RecordsRefused):  # the merged entity has the name Alpha too, whatever its new record says
        await take(store, Records(entities=(replace(B, name="Beta Inc"), replace(C, name="Alpha"))))
    assert (await take(store, Records(entities=(renamed,)))).entities == 1


async def test_a_source_cannot_come_out_before_what_was_said_in_it(store):
    early = said("company:a", "MAKES", "product:q", said_by="company:a", said_on="2025-01-25")
    await take(store, replace(WORLD, statements=(MAKES, early)))
    corrected = replace(SOURCES[0], published_on="2025-01-10")
    with pytest.raises(RecordsRefused) as caught:
        await take(store, Records(sources=(corrected,)))
    (problem,) = caught.value.problems
    assert problem.where.endswith(" published_on")
    assert problem.message == f"2025-01-10 is before 2025-01-25, when statement {early.id} in it was said"
    mended = replace(early, said_on="2025-01-05", corrects=(early.id,))
    assert (await take(store, Records(sources=(corrected,), statements=(mended,)))).sources == 1
    whole = await ledger.export_records(store)
    await store.clear()
    await take(store, whole)
    assert lines(await ledger.export_records(store)) == lines(whole)


async def test_a_ledger_that_was_taken_in_is_restored_whatever_its_order_was(store):
    merge = same("company:a", "company:b")
    early = said("company:a", "MAKES", "product:q", said_by="company:a", said_on="2025-01-25")
    await take(store, replace(WORLD, statements=(merge, early)))
    await take(store, Records(entities=(replace(B, aliases=("Alpha",)),)))
    await take(store, only(apart(merge)))
    # An earlier version of tradegraph accepted this.
    await load(store, Records(sources=(replace(SOURCES[0], published_on="2025-01-10"),)))
    whole, graph = await ledger.export_records(store), await graph_of(store)
    await store.clear()
    assert len((await refused(store, parse(raws_of(whole)))).problems) == 2
    await ledger.ingest(store, parse(raws_of(whole), restored=True))
    assert lines(await ledger.export_records(store)) == lines(whole)
    assert await graph_of(store) == graph


async def refused(store, draft):
    with pytest.raises(RecordsRefused) as caught:
        await ledger.ingest(store, draft)
    return caught.value


async def test_a_mistake_of_ours_is_mended_for_every_day(store):
    await take(store, WORLD)
    mended = replace(MAKES, object="product:q", corrects=(MAKES.id,))
    await take(store, only(mended))
    assert await as_the_law_says(store)
    rows = await store.table("MATCH (:Company)-[r:MAKES]->(x) RETURN x.id, toString(r.known_from)", {})
    assert rows.rows == [["product:q", "2025-02-01T00:00:00Z"]]
    assert (await take(store, only(MAKES))).is_empty  # the wrong statement is known already and stays corrected
    withdrawn = replace(mended, stance="retracts", corrects=(mended.id,))
    await take(store, only(withdrawn))
    assert (await store.table("MATCH ()-[r:MAKES]->() RETURN r", {})).rows == []
    assert await as_the_law_says(store)


async def test_the_whole_ledger_merged_and_corrected_at_random_is_what_the_law_says(store):
    seed = read_records(seed_files())
    chance = random.Random(3)
    await load(store, seed)
    left = {kind: [e.id for e in seed.entities if e.kind == kind] for kind in ("Company", "Official", "Measure")}
    for kind in ("Measure", "Official", "Company", "Measure"):
        one, other = chance.sample(left[kind], 2)
        await take(store, only(same(one, other, source=seed.sources[0].id)))
        left[kind].remove(one)
        wrong = chance.choice(seed.statements)
        if not wrong.corrects:
            await take(store, only(replace(wrong, text="Mended.", recorded_at=None, corrects=(wrong.id,))))
        assert await as_the_law_says(store)


@pytest.mark.parametrize("size", [3, 1000])
async def test_the_feed_from_zero_makes_the_same_ledger_and_the_same_graph(store, size):
    await take(store, WORLD)
    merge = same("company:a", "company:b")
    mended = replace(MAKES, object="product:q", corrects=(MAKES.id,))
    taken_back = said("company:a", "NEGOTIATES_WITH", "company:c", stance="retracts", source="source:b")
    for step in (
        Records(entities=(replace(A, name="Alpha Inc"),)),
        Records(sources=(replace(SOURCES[0], publisher="Another"),)),
        only(merge),
        only(mended),
        only(taken_back),
        only(apart(merge)),
        only(replace(IMPOSED, stance="retracts", corrects=(IMPOSED.id,))),
    ):
        await take(store, step)
    graph, whole = await graph_of(store), await ledger.export_records(store)
    feed = await replayed(store, size)
    assert await graph_of(store) == graph
    assert lines(await ledger.export_records(store)) == lines(whole)
    assert [(c.reason, c.id) for c in feed[len(raws_of(WORLD)) :]] == [
        ("we_corrected", "company:a"),
        ("we_corrected", "source:a"),
        ("merged", merge.id),
        ("we_corrected", mended.id),
        ("retracted", taken_back.id),
        ("we_corrected", apart(merge).id),
        ("deleted", replace(IMPOSED, stance="retracts", corrects=(IMPOSED.id,)).id),
    ]
    assert feed[-4].facts == (mended.fact_id, MAKES.fact_id)
