"""Public lists in a real graph: editions, what is listed on a day, and names that the graph has already."""

from types import SimpleNamespace

import pytest
from lists import csl_row, write
from records import entity, load, source

from app.runtime.importing import load_list
from graph import ledger
from graph.importers.catalogue import make_importer
from graph.ingest.batch import Records

FIRST = [csl_row(str(number), f"FIRM {number} LLC", countries="KR") for number in range(10)]
FIRST += [
    csl_row("11", "ACME TRADING LLC"),
    csl_row("12", "ACME TRADING LLC"),
    csl_row("13", "SEA WISE", kind="Vessel"),
]


async def import_edition(store, path, day):
    importing, loaded = await load_list(
        SimpleNamespace(store=store), make_importer("csl"), [path], day,
        may_close_many=False, reading=lambda _: None, loading=lambda _done, _all: None,
    )  # fmt: skip
    return importing.report, loaded


async def listed_on(store, day, known_at="2999-01-01T00:00:00Z"):
    rows = await store.table(
        "MATCH (:Measure)-[r:TARGETS]->(e) WHERE r.valid_from <= date($day) < r.valid_to "
        "AND r.known_from <= datetime($known) < r.known_to RETURN e.id",
        {"day": day, "known": known_at},
    )
    return {row[0].partition(":")[2].removeprefix("us-sdn-") for row in rows.rows}


async def test_who_was_listed_on_which_day_over_three_editions(store, tmp_path):
    whole = {str(number) for number in range(10)} | {"11", "12", "13"}
    await import_edition(store, write(tmp_path / "1.csv", *FIRST), "2026-07-31")
    assert await listed_on(store, "2026-07-31") == whole, "two entries of one name are two entities"
    second = [*FIRST[5:], *(csl_row(str(number), f"NEW {number} LLC") for number in range(20, 25))]
    report, loaded = await import_edition(store, write(tmp_path / "2.csv", *second), "2026-08-07")
    assert (report.closed, loaded.entities) == (10, 5)  # a listing and an address each
    added, removed = {str(number) for number in range(20, 25)}, {str(number) for number in range(5)}
    assert await listed_on(store, "2026-08-06") == whole
    assert await listed_on(store, "2026-08-07") == whole - removed | added
    assert await listed_on(store, "2026-08-08", "2026-08-01T00:00:00Z") == whole, "as it was known before"
    assert (await import_edition(store, str(tmp_path / "2.csv"), "2026-08-07"))[1].is_empty
    assert (await import_edition(store, str(tmp_path / "2.csv"), "2026-08-14"))[1].is_empty
    await import_edition(store, write(tmp_path / "3.csv", *second, FIRST[0]), "2026-08-21")
    assert "0" not in await listed_on(store, "2026-08-20")
    assert "0" in await listed_on(store, "2026-08-21"), "it is on the list again"
    assert "0" in await listed_on(store, "2026-08-01")
    feed = await ledger.read_changes(store, ledger.FEED_START, 500)
    assert {change.reason for change in feed.changes} == {"world_changed"}


async def test_a_list_goes_into_a_graph_that_has_its_names(store, tmp_path):
    there = Records(
        (
            entity("company:acme", name="Acme Trading LLC"),
            entity("government:korea", name="Korea", identifiers={"iso3166": "KR"}),
            entity("agency:us-department-of-the-treasury", name="US Treasury Department"),
        ),
        (source("a"),),
    )  # fmt: skip
    await load(store, there)
    report, loaded = await import_edition(store, write(tmp_path / "1.csv", *FIRST), "2026-07-31")
    assert not report.left_out
    assert loaded.entities == 14, "13 entries and the measure; the agency and the government are there"
    table = await store.table("MATCH (n:Government|Agency) RETURN n.id, n.name ORDER BY n.id", {})
    assert table.rows == [
        ["agency:us-department-of-the-treasury", "US Treasury Department"], ["government:korea", "Korea"],
    ]  # fmt: skip


async def test_an_edition_that_is_cut_short_changes_nothing(store, tmp_path):
    from graph.errors import RecordsRefused

    rows = [csl_row(str(number), f"FIRM {number} LLC") for number in range(80)]
    await import_edition(store, write(tmp_path / "1.csv", *rows), "2026-07-31")
    before = (await store.state()).revision
    with pytest.raises(RecordsRefused, match="may be cut short"):
        await import_edition(store, write(tmp_path / "2.csv", *rows[:20]), "2026-08-07")
    assert (await store.state()).revision == before
