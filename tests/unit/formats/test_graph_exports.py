"""Files of the graph for other programs: FollowTheMoney, neo4j-admin, workbook, Cypher script."""

import csv
import io
import json
import zipfile
from datetime import datetime

import openpyxl
import pytest

from app.formats.cypher_script import CypherWriter
from app.formats.ftm_export import FtmStatementWriter, FtmWriter
from app.formats.link_rows import whole_days
from app.formats.neo4j_csv import LIST_SEPARATOR, Neo4jCsvWriter
from app.formats.workbook import BookWriter, TableSheets

KINDS, TYPES = {"Company", "Measure", "Person", "Vessel", "Product"}, {"TARGETS", "OWNS", "LINKED_TO", "MAKES"}
FIRM = {
    "id": "company:acme", "kind": "Company", "name": 'ACME "A", Ltd', "aliases": ["АКМЕ", "a;b"],
    "identifiers": {"lei": "529900T8BM49AURSDO55", "list_ids": ["us-sdn:1"]}, "properties": {"countries": ["IR"]},
}  # fmt: skip
OWNER = {
    "id": "person:ftm-nk", "kind": "Person", "name": "Ivan", "aliases": [],
    "identifiers": {"list_ids": ["ftm:NK-1", "ftm:ofac-2"]},
    "properties": {"details": ["schema: Person", "gender: male", "datasets: eu_fsf"], "birth_dates": ["1971"]},
}  # fmt: skip
MEASURE = {
    "id": "measure:sdn", "kind": "Measure", "name": "SDN", "aliases": [], "identifiers": {},
    "properties": {"measure_kind": "sanction"},
}  # fmt: skip


def link(kind, subject, target, **properties):
    dates = {"valid_from": properties.pop("valid_from", None), "valid_to": properties.pop("valid_to", None)}
    return {
        "link_id": f"l-{kind}", "fact_id": "f1", "type": kind, "subject": subject, "object": target,
        "properties": properties,
        "known_from": "2026-07-31T00:00:00Z", "certainty": "asserted", "holds": "yes", "n_sources": 2, **dates,
    }  # fmt: skip


OWNS = link("OWNS", OWNER, FIRM, pct=51.0, valid_from="2020", valid_to="2024-01-01")
TARGETS = link("TARGETS", MEASURE, FIRM, programme="SDGT", reason="=1+1", valid_from="2025-10-31")
PAYMENT = link("LINKED_TO", FIRM, OWNER, relation="Payment", record="pay-1", valid_from="2011-12-29",
               valid_to="2011-12-30",
               details=["schema: Payment", "amountEur: 7", "date: 2011-12-29"])  # fmt: skip


def written(writer, links=(OWNS, TARGETS, PAYMENT)):
    pieces = [writer.head(), *map(writer.node, (FIRM, MEASURE, OWNER)), writer.middle(), *map(writer.link, links)]
    return b"".join([*pieces, writer.end()])


def test_followthemoney_has_things_and_intervals():
    found = {one["id"]: one for one in map(json.loads, written(FtmWriter(KINDS, TYPES)).splitlines())}
    firm = found["company:acme"]
    assert (firm["schema"], firm["caption"], firm["referents"]) == ("Company", FIRM["name"], ["us-sdn:1"])
    assert firm["properties"]["country"] == ["ir"]
    assert firm["properties"]["leiCode"] == ["529900T8BM49AURSDO55"]
    person = found["NK-1"]
    assert (person["referents"], person["datasets"]) == (["ofac-2"], ["eu_fsf"])
    assert person["properties"] == {"name": ["Ivan"], "birthDate": ["1971"], "gender": ["male"]}
    assert "measure:sdn" not in found
    owns = next(one for one in found.values() if one["schema"] == "Ownership")["properties"]
    assert owns == {
        "owner": ["NK-1"], "asset": ["company:acme"], "percentage": ["51"], "startDate": ["2020"],
        "endDate": ["2023-12-31"],
    }  # fmt: skip
    sanction = next(one for one in found.values() if one["schema"] == "Sanction")["properties"]
    assert sanction["program"] == ["SDN", "SDGT"]
    assert sanction["entity"] == ["company:acme"]
    assert found["pay-1"]["properties"] == {
        "payer": ["company:acme"], "beneficiary": ["NK-1"], "amountEur": ["7"], "date": ["2011-12-29"]
    }  # fmt: skip


def test_followthemoney_statements_are_the_values_of_the_entities():
    lines = csv.DictReader(io.StringIO(written(FtmStatementWriter(KINDS, TYPES)).decode()))
    rows = [(row["entity_id"], row["prop"], row["value"]) for row in lines]
    assert ("NK-1", "gender", "male") in rows
    assert ("company:acme", "alias", "АКМЕ") in rows
    assert len(set(rows)) == len(rows)


def test_a_zip_for_neo4j_admin_has_its_headers_and_every_value():
    with zipfile.ZipFile(io.BytesIO(written(Neo4jCsvWriter(KINDS, TYPES)))) as archive:
        assert archive.testzip() is None
        nodes = list(csv.DictReader(io.StringIO(archive.read("nodes.csv").decode())))
        links = list(csv.DictReader(io.StringIO(archive.read("links.csv").decode())))
        assert b"neo4j-admin database import full" in archive.read("README.txt")
    assert nodes[0]["id:ID"] == "company:acme"
    assert nodes[0][":LABEL"].split(LIST_SEPARATOR) == ["Entity", "Company"]
    assert nodes[0]["name:string"] == FIRM["name"]
    assert nodes[0]["aliases:string[]"].split(LIST_SEPARATOR) == FIRM["aliases"]
    assert nodes[0]["list_ids:string[]"] == "us-sdn:1"
    owns = links[0]
    assert (owns[":START_ID"], owns[":TYPE"], owns[":END_ID"]) == ("person:ftm-nk", "OWNS", "company:acme")
    assert (owns["valid_from:date"], owns["valid_from_latest:date"], owns["valid_to:date"]) == (
        "2020-01-01", "2020-12-31", "2024-01-01",
    )  # fmt: skip
    assert (owns["pct:double"], owns["n_sources:long"]) == ("51.0", "2")
    assert links[1]["valid_to:date"] == "9999-12-31"
    assert all(":" in name for name in [*nodes[0], *links[0]])


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ((None, None), ("0001-01-01", "0001-01-01", "9999-12-31", "9999-12-31")),
        (("2025-07", "2025-08-12"), ("2025-07-01", "2025-07-31", "2025-08-12", "2025-08-12")),
    ],
)
def test_dates_of_links_for_databases_are_whole_days(given, days):
    found = whole_days({"valid_from": given[0], "valid_to": given[1]})
    assert tuple(found[name] for name in ("valid_from", "valid_from_latest", "valid_to", "valid_to_earliest")) == days


def test_a_script_has_one_statement_a_line_and_escapes_texts():
    odd = {**FIRM, "name": "a\"b\\c'd;\ne"}
    writer = CypherWriter(KINDS, TYPES)
    text = (writer.head() + writer.node(odd) + writer.middle() + writer.link(OWNS) + writer.end()).decode()
    comment, *statements = text.splitlines()
    assert comment.startswith("//")
    assert [line.split()[0] for line in statements] == ["CREATE", "UNWIND", "UNWIND"]
    assert r'`name`: "a\"b\\c' + "'d;" + r'\ne"' in statements[1]
    assert "$rows" not in text
    assert all(line.endswith(";") for line in statements)


async def test_a_workbook_has_dates_and_no_formula():
    book = BookWriter()
    book.sheet("links", ("text", "day", "month", "number")).add(
        [
            ["=1+1", "2025-10-31", "2025-10", 7.5],
            ["+49", None, "1850-01-01", True],
            ["x" * 40_000, "-", "@a", ["b", "c"]],
        ]
    )
    content = b"".join([piece async for piece in book.chunks()])
    sheet = openpyxl.load_workbook(io.BytesIO(content))["links"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in rows[0]] == ["=1+1", datetime(2025, 10, 31), "2025-10", 7.5]
    assert rows[0][0].data_type == "s"
    assert rows[0][0].quotePrefix
    assert rows[0][1].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in rows[1]] == ["+49", None, "1850-01-01", True]
    assert len(rows[2][0].value) == 32_767
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert sheet.freeze_panes == "A2"


def test_a_sheet_that_is_full_continues_on_another():
    book = openpyxl.Workbook(write_only=True)
    TableSheets(book, "links", ("n",), most=3).add([[1], [2], [3], [4], [5]])
    assert book.sheetnames == ["links", "links 2", "links 3"]
    book.save(io.BytesIO())
