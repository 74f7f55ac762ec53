"""The change feed, exports and receipts, over HTTP and on the command line."""

import csv
import io
import json
import re
import zipfile
from contextlib import AsyncExitStack
from datetime import date, timedelta
from itertools import groupby

import networkx as nx
import openpyxl
import pytest
from commands import tradegraph
from http_calls import CALLS, EASED, JULY, is_plain
from http_records import MAKES, MERGE, OTHERS, RECORDS

from app.api.receipts import ReceiptRoute
from app.api.schemas import Receipt
from app.formats.graph_files import link_bounds
from graph.ingest.serialize import serialize_statement
from graph.queries import Clocks, GraphFilter
from graph.queries.exports import MAX_EXPORTS, ExportQueries


async def told(writer, **records):
    """Add records, and return the ids of their statements in the order of the feed."""
    before = [change async for change in feed(writer)]
    answer = await writer.post("/statements", json=records)
    assert answer.status_code == 200, answer.text
    after = [change async for change in feed(writer)]
    return [change["id"] for change in after[len(before) :] if change["type"] == "statement"]


async def feed(client, limit="3", since=None):
    """Yield all changes, page by page."""
    while True:
        page = (await client.get("/changes", params={"limit": limit} | ({"since": since} if since else {}))).json()
        for change in page["items"]:
            yield change
        if page["next"] is None:
            return
        assert page["next"] == page["items"][-1]["cursor"]
        since = page["next"]


@pytest.fixture
async def busy(writer):
    """Load a new version, a correction and a merge. Return the ids of the statements, and the new version."""
    await told(writer, **RECORDS)
    (hammers,) = await told(writer, **OTHERS)
    (merge,) = await told(writer, statements=[MERGE])
    (mended,) = await told(writer, statements=[{**MAKES, "object": "product:hammer", "corrects": [hammers]}])
    entity = {**RECORDS["entities"][0], "name": "Acme plc"}
    await told(writer, entities=[entity])
    return {"hammers": hammers, "merge": merge, "mended": mended, "entity": entity}


async def test_an_id_that_gave_way_is_answered_with_the_one_that_stays(writer, busy):
    moved = await writer.get("/entities/company:acme-gmbh")
    is_plain(moved, 308)
    assert moved.headers["location"] == "/entities/company:acme"
    shown = (await writer.get("/entities/company:acme-gmbh", follow_redirects=True)).json()
    assert (shown["id"], shown["aliases"], shown["identifiers"]) == (
        "company:acme", ["ACME Ltd", "Acme GmbH"], {"lei": "529900T8BM49AURSDO55"}
    )  # fmt: skip
    elsewhere = {
        "/paths?from=company:acme-gmbh&to=product:hammer": "/paths?from=company:acme&to=product:hammer",
        "/entities/company:acme-gmbh/links?direction=out": "/entities/company:acme/links?direction=out",
        "/graph?id=product:anvil,company:acme-gmbh": "/graph?id=product:anvil,company:acme",
        "/links?subject=company:acme-gmbh": "/links?subject=company:acme",
        "/queries/links_of?id=company:acme-gmbh": "/queries/links_of?id=company:acme",
    }
    for asked, instead in elsewhere.items():
        answer = await writer.get(asked)
        if "queries" in asked and answer.status_code == 404:
            continue
        assert (answer.status_code, answer.headers.get("location")) == (308, instead)
    found = (await writer.get("/entities", params={"q": "acme gmbh"})).json()["items"]
    assert [(one["id"], one["matched"]) for one in found[:1]] == [("company:acme", "Acme GmbH")]


async def test_the_feed_says_what_changed_and_why(writer, busy):
    changes = [change async for change in feed(writer)]
    reasons = [(c["reason"], c["type"]) for c in changes if c["revision"] > 2]
    assert reasons == [("merged", "statement"), ("we_corrected", "statement"), ("we_corrected", "entity")]
    assert changes[-1]["record"] == {"type": "entity", **busy["entity"]}
    first = next(c for c in changes if c["id"] == "company:acme")
    assert (first["reason"], first["record"]["name"]) == ("world_changed", "Acme")
    merge = next(c for c in changes if c["reason"] == "merged")
    assert merge["entities"] == ["company:acme-gmbh", "company:acme"]
    day = changes[0]["recorded_at"][:10]
    assert [c async for c in feed(writer, since=day)] == changes
    assert [c async for c in feed(writer, since=changes[-2]["cursor"])] == changes[-1:]
    assert [c async for c in feed(writer, since="2999-01-01")] == []
    is_plain(await writer.get("/changes", params={"since": "yesterday"}), 422)


async def test_the_feed_from_zero_gives_the_export_byte_for_byte(writer, busy, store):
    whole = (await writer.get("/export")).content
    changes = [change async for change in feed(writer)]
    await store.clear()
    plural = {"entity": "entities", "source": "sources", "statement": "statements"}
    for _, together in groupby(changes, key=lambda change: change["revision"]):
        body = {name: [] for name in plural.values()}
        for change in together:
            record = dict(change["record"])
            body[plural[record.pop("type")]].append(record)
        answer = await writer.post("/statements", json=body)
        assert answer.status_code == 200, answer.text
    assert (await writer.get("/export")).content == whole
    # The same without a service: the last record of each id, ordered by type and id, is the export too.
    last = {(change["type"], change["id"]): change["record"] for change in changes}
    by_hand = [json.dumps(last[key], sort_keys=True, ensure_ascii=False, separators=(",", ":")) for key in sorted(last)]
    assert sorted(by_hand) == sorted(whole.decode().splitlines())


async def test_taking_a_merge_back_leaves_both_as_they_were(writer, busy):
    links = (await writer.get("/links")).json()
    await told(writer, statements=[{**MERGE, "stance": "retracts", "retracts": [busy["merge"]], "text": "Not so."}])
    assert (await writer.get("/entities/company:acme-gmbh")).json()["name"] == "Acme GmbH"
    assert (await writer.get("/entities/company:acme")).json()["aliases"] == ["ACME Ltd"]
    assert len((await writer.get("/links")).json()["items"]) == len(links["items"])


async def test_an_export_has_the_nodes_and_links_of_the_query_for_the_whole_graph(http, runtime):
    answers, clocks = runtime.answers, Clocks.parse("2025-07-20", "2025-07-20")
    for wanted in (
        GraphFilter(),
        GraphFilter(kinds=["Measure", "Government"], types=["IMPOSED"]),
        GraphFilter(types=[]),
    ):
        whole = await answers.fetch_graph(wanted, clocks)
        assert [node async for node in answers.iter_nodes(wanted, clocks)] == whole["nodes"]
        links = [link async for link in answers.iter_links(wanted, clocks)]
        assert links == sorted(whole["links"], key=lambda link: (link["subject"]["id"], link["link_id"]))
        assert bool(links) == (wanted.types != [])


@pytest.mark.parametrize("form", ["graphml", "gexf"])
async def test_a_graph_file_declares_its_attributes_once_with_their_types(http, form):
    content = (await http.get("/export", params={"format": form, **JULY})).content
    network = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](io.BytesIO(content))
    names = re.findall(rb'attr.name="(\w+)"' if form == "graphml" else rb'title="(\w+)"', content)
    assert b"rate_pct" in names
    assert b"lei" in names or b"iso3166" in names
    assert names.count(b"rate_pct") == 1
    part = (
        await http.get("/export", params={"format": form, **JULY, "kind": "Company,Product", "type": "MAKES"})
    ).content
    assert b"rate_pct" not in part
    assert b"status_note" not in part
    rates = [edge["rate_pct"] for _, _, edge in network.edges(data=True) if "rate_pct" in edge]
    assert rates
    assert {type(rate) for rate in rates} == {float}
    assert {type(edge["n_sources"]) for _, _, edge in network.edges(data=True)} == {int}


async def test_an_export_during_which_others_write_is_refused(writer, empty, environment, tmp_path, monkeypatch):
    await told(writer, **RECORDS)
    read = ExportQueries.iter_nodes

    async def interrupted(self, wanted, clocks):
        async for node in read(self, wanted, clocks):
            yield node
        if empty.store is self._store:
            await told(writer, **OTHERS)

    monkeypatch.setattr(ExportQueries, "iter_nodes", interrupted)
    refused = is_plain(await writer.get("/export", params={"format": "graphml"}), 503)
    assert refused["detail"] == "The graph changed during the export: export it again."
    assert (await writer.get("/export", params={"format": "graphml"})).status_code == 200


async def test_a_large_ledger_is_exported_in_pages(writer, monkeypatch):
    await told(writer, **RECORDS)
    await told(writer, **OTHERS)
    forms = [{"format": form} for form in ("jsonl", "csv", "graphml", "gexf")]
    whole = [(await writer.get("/export", params=form)).content for form in forms]
    monkeypatch.setattr("graph.ledger.change_feed.EXPORT_PAGE", 1)
    monkeypatch.setattr("graph.queries.exports.NODE_PAGE", 1)
    monkeypatch.setattr("app.formats.export.CHUNK_SIZE", 1)
    assert [(await writer.get("/export", params=form)).content for form in forms] == whole


@pytest.mark.parametrize("most", [0, 1, 5])
async def test_the_links_of_a_hub_are_the_same_in_ranges_of_their_ids(http, monkeypatch, most):
    whole = (await http.get("/export", params={"format": "csv", **JULY})).content
    monkeypatch.setattr("graph.queries.exports.SORTED_LINKS", most)
    assert (await http.get("/export", params={"format": "csv", **JULY})).content == whole


async def test_at_most_four_exports_run_at_once(http, runtime):
    async with AsyncExitStack() as running:
        for _ in range(MAX_EXPORTS):
            await running.enter_async_context(runtime.answers.exporting())
        busy = await http.get("/export", params={"format": "csv"})
        assert "4 exports are running already" in is_plain(busy, 503)["detail"]
        assert busy.headers["retry-after"]
    assert (await http.get("/export", params={"format": "csv"})).status_code == 200


async def edges(http, form, **params):
    content = (await http.get("/export", params={"format": form, **params})).content
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        return {(r["subject"], r["type"], r["object"], r["valid_from"]) for r in rows}
    network = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](io.BytesIO(content))
    return {(a, e["relationship"], b, e.get("valid_from", "")) for a, b, e in network.edges(data=True)}


@pytest.mark.parametrize("form", ["csv", "graphml", "gexf"])
async def test_each_format_holds_the_links_of_the_day(http, form):
    for clocks in (JULY, {"as_of": "2025-04-20", "known_at": "2025-04-20"}):
        items, cursor = [], ""
        while cursor is not None:
            page = await http.get("/links", params={**clocks, "limit": "500", **({"cursor": cursor} if cursor else {})})
            items, cursor = items + page.json()["items"], page.json()["next"]
        expected = {(i["subject"]["id"], i["type"], i["object"]["id"], i["valid_from"] or "") for i in items}
        assert len(expected) > 20
        assert await edges(http, form, **clocks) == expected
    part = await edges(http, form, **JULY, id=["company:nvidia", "product:nvidia-h20"])
    assert {(a, kind, b) for a, kind, b, _ in part} == {("company:nvidia", "MAKES", "product:nvidia-h20")}


async def test_a_file_for_gephi_has_names_kinds_and_dates(http):
    content = (await http.get("/export", params={"format": "gexf", **JULY})).content
    network = nx.read_gexf(io.BytesIO(content))
    assert network.nodes["company:nvidia"]["label"] == "Nvidia"
    assert network.nodes["measure:us-h20-export-control"]["status"] == "eased"
    assert b'mode="dynamic"' in content
    assert b'timeformat="date"' in content


async def test_bounds_in_a_file_for_gephi_are_whole_days_of_which_the_last_one_counts(http):
    content = (await http.get("/export", params={"format": "gexf", **JULY})).content
    network = nx.read_gexf(io.BytesIO(content))
    vague = ended = 0
    for _, _, edge in network.edges(data=True):
        start, end = edge.get("start"), edge.get("end")
        for bound in filter(None, (start, end)):
            assert date.fromisoformat(bound).isoformat() == bound  # a valid xs:date, and a whole day
        assert (start or "0001-01-01") <= JULY["as_of"] <= (end or "9999-12-31")
        assert (start is None, end is None) == ("valid_from" not in edge, "valid_to" not in edge)
        if start:
            assert start.startswith(edge["valid_from"])
            vague += len(edge["valid_from"]) < 10
        if end and len(edge["valid_to"]) == 10:
            assert date.fromisoformat(edge["valid_to"]) - date.fromisoformat(end) == timedelta(days=1)
            ended += 1
    assert vague > 20
    assert ended > 3


@pytest.mark.parametrize(
    ("given", "bounds"),
    [
        ({"valid_from": "2025-04-09", "valid_to": "2025"}, {"start": "2025-04-09", "end": "2025-12-31"}),
        ({"valid_from": "2024", "valid_to": "2025-02"}, {"start": "2024-01-01", "end": "2025-02-28"}),
        ({"valid_from": "2024-02", "valid_to": "2024-03-01"}, {"start": "2024-02-01", "end": "2024-02-29"}),
        ({"valid_to": "2025-01-01"}, {"end": "2024-12-31"}),
        ({"valid_from": "2025"}, {"start": "2025-01-01"}),
        ({}, {}),
    ],
)
def test_bounds_are_the_first_and_the_last_day_that_may_be(given, bounds):
    assert link_bounds(given) == bounds


async def test_an_export_has_the_links_that_its_filters_leave(http):
    whole = await edges(http, "csv", **JULY)
    only = await edges(http, "csv", **JULY, type="MAKES,RESTRICTS")
    assert only == {edge for edge in whole if edge[1] in ("MAKES", "RESTRICTS")} != set()
    kinds, own = await edges(http, "gexf", **JULY, kind=["Measure", "Product"]), {"measure", "product"}
    assert kinds == {edge for edge in whole if {edge[0].partition(":")[0], edge[2].partition(":")[0]} <= own} != set()
    expected = await http.get("/export", params={"format": "csv", **JULY, "certainty": "expected"})
    assert {row["certainty"] for row in csv.DictReader(io.StringIO(expected.text))} == {"expected"}
    assert await edges(http, "csv", **JULY, certainty="") == set()
    lines = (await http.get("/export", params={"type": "MAKES", **JULY})).text.splitlines()
    statements = [record for record in map(json.loads, lines) if record["type"] == "statement"]
    assert "MAKES" in {record["predicate"] for record in statements}
    assert len(lines) < len((await http.get("/export", params=JULY)).text.splitlines())
    wrong = await http.get("/export", params={"certainty": "sure"})
    assert {error["where"] for error in is_plain(wrong, 422)["errors"]} == {"certainty"}


async def test_records_of_a_part_can_be_taken_in_elsewhere(http, environment, engine, tmp_path):
    params = {"id": ["company:nvidia", "product:nvidia-h20", "measure:us-h20-export-control"], **JULY}
    before = await edges(http, "csv", **params)
    lines = (await http.get("/export", params={"format": "jsonl", **params})).content
    assert {json.loads(line)["type"] for line in lines.splitlines()} == {"entity", "source", "statement"}
    (tmp_path / "part.jsonl").write_bytes(lines)
    await engine.store.clear()
    engine.holds_seed = False
    code, printed, said = await tradegraph(environment, "load", str(tmp_path / "part.jsonl"))
    assert code == 0, printed + said
    assert await edges(http, "csv", **params) == before


async def test_records_of_a_part_bring_along_what_was_corrected_and_merged(writer, busy, store):
    merge = {**MERGE, "said_by": "person:clerk", "source": "source:register", "locator": "entry 9", "retracts": []}
    await told(
        writer,
        entities=[{"id": "person:clerk", "name": "Clerk"}, {"id": "company:acme-inc", "name": "Acme Inc"}],
        sources=[{**RECORDS["sources"][0], "id": "source:register"}],
        statements=[{**merge, "subject": "company:acme-inc"}],
    )
    gone = {
        **MAKES,
        "object": "product:hammer",
        "stance": "retracts",
        "retracts": [busy["mended"]],
        "locator": "page 3",
    }
    await told(writer, statements=[gone])
    again = {
        **MAKES,
        "object": "product:hammer",
        "text": "It does again.",
        "valid_from": "2025-08",
        "locator": "page 4",
    }
    await told(writer, statements=[again])
    params = {"id": ["company:acme", "product:anvil", "product:hammer"], "as_of": "2025-09-01"}
    before = await edges(writer, "csv", **params), (await writer.get("/entities/company:acme")).json()
    assert len(before[0]) == 2
    lines = [json.loads(line) for line in (await writer.get("/export", params=params)).content.splitlines()]
    records = {plural: [] for plural in ("entities", "sources", "statements")}
    for line in lines:
        records[{"entity": "entities", "source": "sources", "statement": "statements"}[line.pop("type")]].append(line)
    assert {"company:acme-inc", "person:clerk"} <= {one["id"] for one in records["entities"]}
    assert "source:register" in {one["id"] for one in records["sources"]}
    await store.clear()
    answer = await writer.post("/statements", json=records)
    assert answer.status_code == 200, answer.text
    assert (await edges(writer, "csv", **params), (await writer.get("/entities/company:acme")).json()) == before


async def test_the_command_writes_what_http_gives(http, environment, tmp_path):
    for form in ("jsonl", "csv", "graphml", "ftm", "ftm-statements", "cypher"):
        target = tmp_path / f"x.{form}"
        clocks = ("--as-of", "2025-07-20", "--known-at", "2025-07-20")
        code, _, said = await tradegraph(environment, "export", "-f", form, "-o", str(target), *clocks)
        assert (code, said) == (0, f"{target}: {target.stat().st_size} bytes.\n")
        assert target.read_bytes() == (await http.get("/export", params={"format": form, **JULY})).content
    code, _, said = await tradegraph(environment, "export", "-f", "ods")
    assert code == 2
    assert "allowed are jsonl, csv, graphml, gexf, xlsx, ftm, ftm-statements, neo4j-csv, cypher" in said
    is_plain(await http.get("/export", params={"format": "ods"}), 422)
    book = await http.get("/export", params={"format": "xlsx", "id": "company:nvidia", **JULY})
    assert book.headers["content-disposition"] == 'attachment; filename="tradegraph.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == [
        "measures", "links", "statements", "sources", "about"
    ]  # fmt: skip
    packed = await http.get("/export", params={"format": "neo4j-csv", **JULY})
    assert packed.headers["content-disposition"] == 'attachment; filename="tradegraph.zip"'
    assert zipfile.ZipFile(io.BytesIO(packed.content)).namelist() == ["README.txt", "nodes.csv", "links.csv"]
    is_plain(await http.get("/export", params={"id": "company:nobody"}), 404)


@pytest.mark.parametrize(
    "command",
    [("export", "-o"), ("picture", "company:nvidia", "-o"), ("query", "--favourites"), ("db", "backup")],
    ids=lambda command: command[0],
)
async def test_a_file_that_cannot_be_written_is_said_in_one_sentence(seeded, environment, tmp_path, command):
    target = tmp_path / "no such folder" / "x"
    code, _, said = await tradegraph(environment, *command, str(target))
    assert (code, said) == (1, f"tradegraph: {target} cannot be written: No such file or directory.\n")


def receivable():
    """Return the names of the calls that can return a receipt."""
    from app.api.routes import entities, insights, measures, queries

    routes = [
        r for m in (entities, insights, measures, queries) for r in m.router.routes if isinstance(r, ReceiptRoute)
    ]
    paths = {route.path for route in routes} - {"/queries", "/cypher"}
    return [name for name, (path, *_) in CALLS.items() if path in paths]


@pytest.mark.parametrize("name", receivable())
async def test_each_answer_can_be_kept_and_is_the_one_that_it_holds(http, name):
    _, url, params = CALLS[name]
    receipt = (await http.get(url, params={**params, "receipt": "true"})).json()
    Receipt.model_validate(receipt)
    assert receipt["question"]["path"] == url
    asked = dict(receipt["question"]["parameters"])
    assert {name: asked[name] for name in params} == params
    assert receipt["answer"] == (await http.get(url, params=asked)).json()
    assert receipt["statements"] == sorted(set(receipt["statements"]))


@pytest.mark.parametrize("yes", ["true", "True", "1", "yes"])
async def test_a_receipt_is_json_and_given_for_every_way_to_say_yes(http, yes):
    params = {"id": "measure:us-h20-export-control", **JULY, "receipt": yes}
    receipt = (await http.get("/queries/timeline", params=params, headers={"Accept": "text/csv"})).json()
    Receipt.model_validate(receipt)


async def test_a_receipt_names_the_statements_that_the_answer_rests_on(http):
    receipt = (await http.get(f"/facts/{EASED}", params={**JULY, "receipt": "true"})).json()
    assert receipt["statements"] == sorted(s["id"] for s in receipt["answer"]["statements"])
    asked = {"id": "measure:us-h20-export-control", **JULY, "receipt": "true"}
    receipt = (await http.get("/queries/timeline", params=asked)).json()
    assert receipt["statements"]


async def kept(client, tmp_path, url):
    """Save an answer to a file, as a user does with curl."""
    file = tmp_path / "receipt.json"
    file.write_bytes((await client.get(url)).content)
    return str(file)


async def test_an_answer_that_still_holds_is_the_same(http, environment, tmp_path):
    url = "/measures?status=eased&target=government:china&as_of=2025-07-20&receipt=true"
    code, printed, _ = await tradegraph(environment, "verify", await kept(http, tmp_path, url))
    assert code == 0
    assert printed.startswith("Same answer, based on ")
    assert json.loads((tmp_path / "receipt.json").read_text())["statements"]


async def test_an_answer_that_changed_is_told_with_the_reason(writer, environment, tmp_path):
    await told(writer, **RECORDS)
    file = await kept(writer, tmp_path, "/entities/company:acme/links?receipt=true")
    assert (await tradegraph(environment, "verify", file))[0] == 0
    await told(writer, **{**OTHERS, "statements": []})
    assert (await tradegraph(environment, "verify", file))[0] == 0  # the added records do not affect it
    wrong = json.loads((tmp_path / "receipt.json").read_text())["statements"]
    await told(
        writer, statements=[{**MAKES, "object": "product:hammer", "text": "It makes hammers.", "corrects": wrong}]
    )
    code, printed, _ = await tradegraph(environment, "verify", file)
    assert code == 1
    assert 'answer.items[0].object.id: "product:anvil" then, "product:hammer" now' in printed
    assert "we_corrected: statement" in printed
    assert printed.rstrip().endswith("It makes hammers.")


async def test_a_receipt_of_an_entity_that_gave_way_is_asked_of_the_one_that_stays(writer, environment, tmp_path):
    await told(writer, **RECORDS)
    await told(writer, **OTHERS)
    file = await kept(writer, tmp_path, "/entities/company:acme-gmbh?receipt=true")
    await told(writer, statements=[MERGE])
    code, printed, _ = await tradegraph(environment, "verify", file)
    assert code == 1
    assert 'answer.id: "company:acme-gmbh" then, "company:acme" now' in printed
    assert "merged: statement" in printed


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"receipt": 1}', '{"receipt": 2, "question": {"path": "/x"}}'])
async def test_what_is_no_receipt_is_refused_in_one_sentence(environment, tmp_path, content):
    (tmp_path / "x").write_text(content)
    code, _, said = await tradegraph(environment, "verify", str(tmp_path / "x"))
    assert code == 1
    assert (
        said
        == f"tradegraph: {tmp_path / 'x'} is not a receipt: save the whole answer of a request with receipt=true.\n"
    )


def test_the_record_of_a_correction_names_what_it_corrects():
    from records import said

    assert serialize_statement(said(corrects=("a" * 24,)))["corrects"] == ["a" * 24]
