"""Lists and tables: ``format``, ``Accept`` and ``excel`` mean the same on every route."""

import csv
import inspect
import io
import json
from urllib.parse import urlsplit

import pytest
from http_calls import CALLS, is_plain
from typing_extensions import is_typeddict

from app.api import schemas
from app.api.responses import list_columns
from app.api.schemas import Exposure, FoundEntity, LinkResponse
from app.formats.tables import encode
from graph.store import JsonTable

JULY = {"as_of": "2025-07-20", "known_at": "2025-07-20"}
LISTS = [
    name for name, (path, *_) in CALLS.items()
    if path not in ("/entities/{id}", "/facts/{fact_id}", "/graph", "/scene", "/board", "/stats",
                    "/measures/{id}/timeline")
    and name not in ("health", "ready")
]  # fmt: skip


def read(text):
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", LISTS)
async def test_every_list_holds_the_same_in_every_format(http, name):
    _, url, params = CALLS[name]
    by_default = await http.get(url, params=params)
    assert by_default.headers["vary"].startswith("Accept")
    items = by_default.json()["items"]
    assert items
    lines = await http.get(url, params=params | {"format": "ndjson"}, headers={"Accept": "text/csv"})
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    table = await http.get(url, params=params, headers={"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.text == (await http.get(url, params=params | {"format": "csv"})).text
    head, *rows = read(table.text)
    assert len(rows) == len(items)
    assert len(set(head)) == len(head)
    assert {len(row) for row in rows} == {len(head)}
    excel = await http.get(url, params=params | {"excel": "true"})
    assert excel.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in excel.headers["content-disposition"]
    assert read(excel.content.decode("utf-8-sig"))[0] == head


async def test_a_list_as_a_table_has_a_column_for_each_thing_said(http):
    text = (await http.get("/links", params=JULY | {"type": "RESTRICTS", "format": "csv"})).text
    items = (await http.get("/links", params=JULY | {"type": "RESTRICTS"})).json()["items"]
    for row, item in zip(csv.DictReader(io.StringIO(text, newline="")), items, strict=True):
        assert (row["subject"], row["subject_kind"], row["subject_name"]) == tuple(item["subject"].values())
        assert json.loads(row["properties"]) == item["properties"]
        assert (row["valid_to"], row["n_sources"]) == (item["valid_to"] or "", str(item["n_sources"]))


async def test_an_empty_list_has_its_columns_all_the_same(http):
    head = (await http.get("/links", params={"known_at": "1999-01-01", "format": "csv"})).text
    assert read(head) == [[name for name, _ in list_columns(LinkResponse)]]


def test_columns_are_named_after_what_they_are_of():
    names = [name for name, _ in list_columns(Exposure)]
    assert names[:3] == ["measure", "measure_kind", "measure_name"]
    assert {"measure_status", "path_nodes", "path_window_from", "directness", "exempted_by"} <= set(names)
    for shape in [s for _, s in inspect.getmembers(schemas, is_typeddict) if s.__closed__]:
        columns = [name for name, _ in list_columns(shape)]
        assert len(columns) == len(set(columns)), shape


async def test_the_next_page_is_in_a_header_whatever_the_format(http):
    first = await http.get("/entities", params={"limit": 3, "format": "csv", "kind": "Company"})
    address, rel = first.headers["link"].split("; ")
    assert rel == 'rel="next"'
    assert urlsplit(address[1:-1]).path == "/entities"
    second = await http.get(address[1:-1])
    whole = await http.get("/entities", params={"limit": 6, "format": "csv", "kind": "Company"})
    assert read(first.text) + read(second.text)[1:] == read(whole.text)
    changes = await http.get("/changes", params={"limit": 1, "format": "ndjson"})
    assert "since=" in changes.headers["link"]
    last = await http.get("/entities", params={"kind": "Court", "limit": 500})
    assert "link" not in last.headers


async def test_queries_of_the_library_and_of_ones_own_have_the_same_parameters(http):
    by_format = await http.get("/queries/counts", params={"format": "csv"})
    assert by_format.text == (await http.get("/queries/counts", headers={"Accept": "text/csv"})).text
    assert by_format.headers["x-truncated"] == "false"
    assert by_format.headers["vary"].startswith("Accept")
    texts = "'=1+1' AS `=a`, '+1' AS b, '@x' AS c, '-1' AS d, -1 AS e, ' =2' AS f, 'a=1' AS g, '\\t=1' AS h"
    query = {"query": f"RETURN {texts}"}
    shown = await http.post("/cypher", params={"excel": "true"}, json=query)
    assert read(shown.content.decode("utf-8-sig")) == [
        ["'=a", "b", "c", "d", "e", "f", "g", "h"], ["'=1+1", "'+1", "'@x", "'-1", "-1", "' =2", "a=1", "'\t=1"],
    ]  # fmt: skip
    plain = await http.post("/cypher", params={"format": "csv"}, json=query)
    assert read(plain.text)[1][:2] == ["=1+1", "+1"]
    assert plain.headers["vary"].startswith("Accept")


def test_null_and_empty_text_and_empty_lists_can_be_told_apart_in_csv():
    table = JsonTable(
        ["a", "b", "c", "d", "e"], [[None, "", [], ["a;b", "c"], ["a", None]], [0, False, {}, "x\ny", 'q"']]
    )
    assert encode(table, "csv").decode().split("\r\n") == [
        "a,b,c,d,e", ',"",[],"[""a;b"",""c""]","[""a"",null]"', '0,false,{},"x\ny","q"""', "",
    ]  # fmt: skip
    assert encode(JsonTable(["a"], [[None], ["b"]]), "csv") == b'a\r\n""\r\nb\r\n'
    assert encode(table, "excel").decode("utf-8-sig").split("\r\n")[1] == ',"","",a;b; c,"[""a"",null]"'


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠1"])
def test_no_cell_for_a_spreadsheet_begins_as_a_formula_does(value):
    shown = read(encode(JsonTable([value], [[value], [[value]]]), "excel").decode("utf-8-sig"))
    assert shown == [["'" + value]] * 3


def test_numbers_for_a_spreadsheet_stay_numbers():
    assert encode(JsonTable(["a", "b"], [[-1, -1.5]]), "excel").decode("utf-8-sig") == "a,b\r\n-1,-1.5\r\n"


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("/measures?format=xlsx", "format"),
        ("/measures?format=json&excel=true", "excel"),
        ("/measures?format=ndjson&excel=true", "excel"),
        ("/measures?excel=perhaps", "excel"),
        ("/measures?format=csv&format=csv", "format"),
        ("/queries/counts?format=csv&format=json", "format"),
        ("/measures?format=csv&receipt=true", "receipt"),
        ("/measures?excel=true&receipt=true", "receipt"),
        ("/export?excel=true", "excel"),
        ("/export?format=gexf&excel=true", "excel"),
        ("/entities/company:nvidia?format=csv", "format"),
    ],
)
async def test_formats_that_do_not_go_together_are_refused(http, url, where):
    assert where in {error["where"] for error in is_plain(await http.get(url), 422)["errors"]}


async def test_what_cannot_be_given_says_what_the_answer_hangs_on(http):
    answer = await http.get("/measures", headers={"Accept": "image/png"})
    is_plain(answer, 406)
    assert answer.headers["vary"].startswith("Accept")


async def test_a_receipt_is_asked_again_without_its_format(http):
    receipt = (await http.get("/measures", params={"receipt": "true", "format": "json", "limit": "1"})).json()
    assert {name for name, _ in receipt["question"]["parameters"]} == {"limit", "as_of", "known_at"}


async def test_an_export_for_a_spreadsheet_has_the_mark_of_utf_8(http):
    plain = await http.get("/export", params=JULY | {"format": "csv"})
    excel = await http.get("/export", params=JULY | {"format": "csv", "excel": "true"})
    assert excel.content.startswith(b"\xef\xbb\xbf")
    assert len(read(excel.content.decode("utf-8-sig"))) == len(read(plain.text))


def test_search_results_have_their_scores_in_a_table():
    assert [name for name, _ in list_columns(FoundEntity)][-2:] == ["score", "matched"]
