"""Dates of all relationships: one predicate fits links, status and evidence, whatever happened to the ledger."""

from dataclasses import replace

from ledger_graph import only
from merges import apart, same
from records import entity, load, said, source

from graph import ledger
from graph.ingest.batch import Records
from graph.projection.project import RULES_VERSION

SOURCES = (source("a", "2025-02-01"), source("b", "2025-05-02"))
MAKES = said("company:a", "MAKES", "product:p", said_by="company:a")
IMPOSED = said("government:us", "IMPOSED", "measure:m", valid_from="2025-02-04")
WORLD = Records(
    tuple(map(entity, ("company:a", "company:b", "product:p", "product:q", "government:us", "measure:m"))),
    SOURCES,
    (MAKES, IMPOSED),
)


async def undated(store):
    return await store.read("../tests/support/cypher/undated")


async def known_of(store, statement):
    """Return the dates from which a statement and its relationships are known."""
    rows = await store.table(
        "MATCH (s {id: $id})-[r]->() RETURN DISTINCT toString(s.known_from), toString(r.known_from)",
        {"id": statement.id},
    )
    return rows.rows


async def test_every_relationship_of_the_seed_data_has_the_four_dates(seeded):
    assert await undated(seeded) == []
    types = await seeded.table("MATCH (:Statement|Measure)-[r]->() RETURN collect(DISTINCT type(r))", {})
    assert {"ABOUT", "MADE_BY", "REPORTED_IN", "HAS_STATUS"} <= set(types.rows[0][0])


async def test_a_corrected_publication_date_moves_a_statement_and_its_relationships(store):
    await load(store, WORLD)
    assert await known_of(store, MAKES) == [["2025-02-01T00:00:00Z"] * 2]
    await load(store, Records(sources=(replace(SOURCES[0], published_on="2025-01-15"),)))
    assert await known_of(store, MAKES) == [["2025-01-15T00:00:00Z"] * 2]
    assert await undated(store) == []


async def test_merged_separated_and_corrected_records_keep_their_dates(store):
    await load(store, WORLD)
    merge = same("company:a", "company:b")
    await load(store, only(merge))
    assert await undated(store) == []
    better = said("company:a", "MAKES", "product:q", corrects=(MAKES.id,), source="source:b")
    await load(store, only(better))
    assert await undated(store) == []
    assert await known_of(store, MAKES) == [["2025-02-01T00:00:00Z"] * 2]
    await load(store, Records(sources=(replace(SOURCES[0], published_on="2025-01-15"),)))
    assert await known_of(store, MAKES) == [["2025-01-15T00:00:00Z"] * 2]
    await load(store, only(apart(merge)))
    assert await undated(store) == []


async def test_a_graph_of_an_older_version_gets_its_dates_at_the_next_start(store, monkeypatch):
    await load(store, WORLD)
    await load(store, only(said("company:b", "MAKES", "product:q", corrects=(MAKES.id,), source="source:b")))
    await store.write(lambda tx: tx.run("../tests/support/cypher/forget_dates"))
    assert await undated(store) != []
    monkeypatch.setattr("graph.ledger.upgrades.BATCH", 1)
    assert (await ledger.reproject_if_outdated(store)).is_empty
    assert await undated(store) == []
    assert (await store.state()).projected_by == RULES_VERSION
