"""Public lists in a real graph: editions, what is listed on a day, and names that the graph has already."""

import io
import json
from datetime import datetime
from types import SimpleNamespace

import openpyxl
import pytest
from commands import tradegraph
from lists import csl_row, write
from records import entity, load, source

from app.formats.export import export
from app.runtime.importing import load_list
from graph import ledger
from graph.importers.catalogue import make_importer
from graph.ingest.batch import Records
from graph.queries import GraphFilter, GraphQueries
from graph.query_library import load_library

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


async def test_a_cypher_script_makes_the_same_graph_again(store, tmp_path):
    await import_edition(store, write(tmp_path / "1.csv", *FIRST), "2026-07-31")
    queries = GraphQueries(store, load_library())
    script = b"".join([piece async for piece in export(queries, "cypher", GraphFilter(), None)]).decode()
    everything = (
        "MATCH (a:Entity)-[r]->(b:Entity) RETURN a.id, labels(a), type(r), b.id, toString(r.valid_from), r.programme"
    )
    before = sorted(map(repr, (await store.table(everything, {})).rows))
    await store.clear()
    for statement in script.split(";\n")[1:-1]:  # without the constraint, which is there
        await store.write(lambda tx, text=statement: tx._inner.run(text))
    assert sorted(map(repr, (await store.table(everything, {})).rows)) == before
    assert len(before) == 24


async def test_followthemoney_goes_out_as_it_came_in(store, tmp_path):
    things = [
        {"id": "NK-1", "caption": "Ivan", "schema": "Person", "datasets": ["d"],
         "properties": {"name": ["Ivan", "Иван"], "gender": ["male"], "birthDate": ["1971"], "country": ["ru"],
                        "nationality": ["by"]}},
        {"id": "f-1", "caption": "OOO Roga", "schema": "Company", "datasets": ["d"],
         "properties": {"name": ["OOO Roga"]}},
        {"id": "p-1", "schema": "Payment", "datasets": ["d"],
         "properties": {"payer": ["f-1"], "beneficiary": ["NK-1"], "date": ["2011-12-29"], "amountEur": ["7"]}},
    ]  # fmt: skip
    path = tmp_path / "in.json"
    path.write_text("\n".join(map(json.dumps, things)), encoding="utf-8")
    importer = make_importer("ftm")
    await load_list(
        SimpleNamespace(store=store), importer, [str(path)], "2024-06-01",
        may_close_many=False, reading=lambda _: None, loading=lambda _done, _all: None,
    )  # fmt: skip
    lines = b"".join([piece async for piece in export(GraphQueries(store, load_library()), "ftm", GraphFilter(), None)])
    found = {one["id"]: one for one in map(json.loads, lines.splitlines())}
    assert found["NK-1"]["properties"].pop("alias") == ["Иван"]
    things[0]["properties"]["name"] = ["Ivan"]
    assert {one: found[one]["properties"] for one in ("NK-1", "f-1", "p-1")} == {
        one["id"]: one["properties"] for one in things
    }
    assert {one["schema"] for one in found.values()} == {"Person", "Company", "Payment"}


async def test_a_workbook_of_the_whole_ledger(store, tmp_path):
    await import_edition(store, write(tmp_path / "1.csv", *FIRST), "2026-07-31")
    queries = GraphQueries(store, load_library())
    content = b"".join([piece async for piece in export(queries, "xlsx", GraphFilter(), None)])
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    counts = {sheet.title: sum(1 for _ in sheet.iter_rows(values_only=True)) - 1 for sheet in book.worksheets}
    assert counts.pop("about") > 5
    assert counts == {"measures": 1, "links": 24, "statements": 24, "sources": 1}
    rows = iter(book["sources"].iter_rows(values_only=True))
    names = next(rows)
    assert dict(zip(names, next(rows), strict=True))["published_on"] == datetime(2026, 7, 31)


async def test_the_command_writes_records_and_loads_what_changed(store, environment, tmp_path):
    first, second = write(tmp_path / "list-2026-07-31.csv", *FIRST), write(tmp_path / "list-2026-08-07.csv", *FIRST[1:])
    target = tmp_path / "out.jsonl"
    code, printed, said = await tradegraph(environment, "import", "csl", first, "-o", str(target))
    assert (code, printed) == (0, "")
    assert "Read 13 entries of 2026-07-31; made 16 entities, 1 source, 24 statements." in said
    code, printed, _ = await tradegraph(environment, "import", "csl", first)
    assert (code, printed) == (0, target.read_text(encoding="utf-8"))
    code, _, said = await tradegraph(environment, "import", "csl", first, "--load")
    assert code == 0
    assert "Loaded 16 entities, 1 source, 24 statements." in said
    assert "Nothing new." in (await tradegraph(environment, "import", "csl", first, "--load"))[2]
    code, printed, said = await tradegraph(environment, "import", "csl", second, "--since", first)
    assert [json.loads(line)["type"] for line in printed.splitlines()] == ["source", "statement", "statement"]
    assert "22 statements unchanged, 2 closed" in said
    code, _, said = await tradegraph(environment, "import", "csl", second, "--load", "--since", first)
    assert code == 2
    assert "leave out --output and --since" in said
    code, _, said = await tradegraph(environment, "import", "csl", first, "--dataset", "x")
    assert (code, said) == (2, "tradegraph: --dataset is only for the format ftm: leave it out.\n")
