"""Importers of public lists: what becomes of each entry."""

import gzip
import json
import zipfile

import openpyxl
import pytest
from lists import CSL_COLUMNS, DENIED, ENTITY_LIST, csl_row, run, write

from graph.errors import InvalidOption, RecordsRefused
from graph.importers.catalogue import FORMATS, make_importer
from graph.importers.tables import read_table


def by_id(records):
    return {record["id"]: record for record in records["entity"]}


def targets(records):
    return [one for one in records["statement"] if one["predicate"] == "TARGETS"]


def test_an_entry_of_the_screening_list_is_an_entity_that_its_list_targets(tmp_path):
    row = csl_row("12345", "ACME TRADING LLC", aliases="ACME; АКМЕ ТРЕЙДИНГ; ACME", countries="RU; REGION: CRIMEA",
                  programme="SDGT; RUSSIA-EO14024", notice="90 F.R. 48938 10/31/2025")  # fmt: skip
    records, report = run("csl", write(tmp_path / "a.csv", row))
    party = by_id(records)["company:us-sdn-12345"]
    assert party["aliases"] == ["ACME", "АКМЕ ТРЕЙДИНГ"]
    assert party["identifiers"] == {"list_ids": ["us-sdn:12345"]}
    assert party["properties"]["countries"] == ["RU", "REGION: CRIMEA"]
    (listed,) = targets(records)
    assert listed["subject"] == "measure:us-sdn"
    assert listed["said_by"] == "agency:us-department-of-the-treasury"
    assert listed["valid_from"] == "2025-10-31"
    assert listed["properties"] == {
        "list_number": "12345", "programme": "SDGT; RUSSIA-EO14024", "notice": "90 F.R. 48938 10/31/2025",
    }  # fmt: skip
    assert [one["object"] for one in records["statement"] if one["predicate"] == "BASED_IN"] == ["government:russia"]
    (upheld,) = [one for one in records["statement"] if one["predicate"] == "UPHELD"]
    assert (upheld["object"], upheld["valid_from"]) == ("measure:us-sdn", "2025-10-31"), (
        "the first day known of the list"
    )
    assert report.changed == {
        "an alias is the name or another alias, and is written once": 1,
        "a country is not one of ISO 3166-1 and stays text": 1,
    }


def test_entries_of_one_name_are_entities_of_their_own(tmp_path):
    rows = [
        csl_row("1", "SMITH, John", kind="Individual"), csl_row("2", "SMITH, John", kind="Individual"),
        csl_row("", "JOHN SMITH", DENIED, "", notice="90 FR 1", countries="US"),
        csl_row("", "JOHN SMITH", DENIED, "", notice="91 FR 2", countries="US"),
        csl_row("", "JOHN SMITH", DENIED, "", notice="91 FR 2", countries="US"),
    ]  # fmt: skip
    records, _ = run("csl", write(tmp_path / "a.csv", *rows))
    people = [one for one in by_id(records) if one.startswith("person:")]
    assert len(people) == len(targets(records)) == 5
    assert {"person:us-sdn-1", "person:us-sdn-2"} <= set(people)
    assert len({one["identifiers"]["list_ids"][0] for one in records["entity"] if one["id"] in people}) == 5


def test_ships_and_aircraft_have_their_marks(tmp_path):
    rows = [
        csl_row("1", "SEA WISE", kind="Vessel") + ',"Vessel Registration Identification IMO 9074729"',
        csl_row("2", "EP-IJA", kind="Aircraft") + ",",
        csl_row("3", "SEA FOOL", kind="Vessel") + ",IMO 9074728",
    ]
    records, report = run("csl", write(tmp_path / "a.csv", *rows, header=CSL_COLUMNS + ",ids"))
    assert by_id(records)["vessel:us-sdn-1"]["identifiers"]["imo"] == "9074729"
    assert by_id(records)["aircraft:us-sdn-2"]["identifiers"]["tail_number"] == "EP-IJA"
    wrong = by_id(records)["vessel:us-sdn-3"]
    assert "imo" not in wrong["identifiers"]
    assert {"ids: IMO 9074728", "imo: 9074728"} <= set(wrong["properties"]["details"]), "the list has them so"
    assert not report.left_out
    assert report.changed == {"an identifier is not in the form of its standard and stays a detail": 1}


def test_a_bad_row_is_left_out_with_its_place_and_the_rest_goes_in(tmp_path):
    rows = [csl_row("1", "GOOD LLC"), csl_row("2", ""), csl_row("3", "Murat B\x81key", kind="Individual")]
    records, report = run("csl", write(tmp_path / "list.csv", *rows))
    assert report.read == 3
    assert len(targets(records)) == 2
    assert report.left_out == {"the row has no list or no name": 1}
    assert report.changed["control characters replaced by a blank"] == 1
    text = "\n".join(report.lines())
    assert "Read 3 entries of 2026-07-31" in text
    assert "1  the row has no list or no name (list.csv:3)" in text


def test_a_table_is_read_in_every_form_that_it_comes_in(tmp_path):
    text = '\ufeffcode;name;column\r\n0101;"two\nlines; here";a;b\r\n\r\n0102;"NA\r\n'
    (tmp_path / "a.csv").write_bytes(text.encode())
    with gzip.open(tmp_path / "a.csv.gz", "wb") as packed:
        packed.write(text.encode())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inside.csv", text)
    found = [list(read_table(str(tmp_path / name))) for name in ("a.csv", "a.csv.gz", "a.zip")]
    assert found[0] == found[1] == found[2]
    first, second = found[0]
    assert (first.line, second.line) == (2, 5)
    assert first.cells == {"code": "0101", "name": "two\nlines; here", "column": "a", "column 4": "b"}
    assert second.cells["code"] == "0102"


def test_a_workbook_is_read_as_text(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["code", "day", None, "code"])
    sheet.append(["0101", None, 12.0, "x"])
    book.save(tmp_path / "a.xlsx")
    ((line, cells),) = read_table(str(tmp_path / "a.xlsx"))
    assert line == 2
    assert cells == {"code": "0101", "day": "", "column 3": "12", "code (4)": "x"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"\xff\xfea", "UTF-16"), ("a.zip", b"PK", "cannot be read"), ("a.xlsx", b"no", "is not a workbook"),
        ("a.csv.gz", b"\x1f\x8bno", "cannot be read"),
        ("no.csv", None, "no such file"), ("no.xlsx", None, "no such file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path, name, content, message):
    if content:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordsRefused, match=message):
        list(read_table(str(tmp_path / name)))


def test_a_party_of_japans_list(tmp_path):
    entries = [
        {"id": "jp-eul-7", "entity_name": "Faratech", "aliases": ["Faratech Company"],
         "addresses": ["Islamic Republic of Iran"], "last_verified": "2026-07-20",
         "reason": "大量破壊兵器等の懸念: 核 N", "entity_type": "organization", "date_added": None,
         "source_url": "https://www.meti.go.jp/press/2025/09/20250929006/20250929006.html"},
        {"id": "jp-eul-8", "entity_name": "", "addresses": ["People's Republic of China BVI Electronics"]},
        {"id": "jp-eul-9", "entity_name": "", "addresses": ["Taiwan"]},
    ]  # fmt: skip
    path = tmp_path / "eul.json"
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    assert make_importer("jp-eul").edition([str(path)], None) == "2025-09-29"
    records, report = run("jp-eul", path)
    assert [one["object"] for one in targets(records)] == [
        "organization:jp-eul-faratech", "company:jp-eul-bvi-electronics"
    ]  # fmt: skip
    assert targets(records)[0]["properties"] == {"reason": "大量破壊兵器等の懸念: 核 N"}
    assert report.left_out == {"the entry has no name": 1}
    assert report.read == 3


def test_the_harmonized_system_is_a_tree(tmp_path):
    codes = write(
        tmp_path / "hs.csv", "I,01,Animals; live,TOTAL,2", 'I,0101,"Horses, asses; live",01,4',
        "I,10121,Horses; live,0101,6", "TOTAL,TOTAL,Total,,", header="section,hscode,description,parent,level",
    )  # fmt: skip
    sections = write(tmp_path / "sections.csv", "I,live animals; animal products", header="\ufeffsection,name")
    records, report = run("hs", codes, sections)
    names = by_id(records)
    assert names["product:hs-section-i"]["name"] == "live animals; animal products (HS section I)"
    assert names["product:hs-010121"]["identifiers"] == {"hs": "010121"}
    assert [(one["subject"], one["object"]) for one in records["statement"]] == [
        ("product:hs-01", "product:hs-section-i"), ("product:hs-0101", "product:hs-01"),
        ("product:hs-010121", "product:hs-0101"),
    ]  # fmt: skip
    assert report.changed == {"the leading zero of a code is restored": 1}
    assert report.left_out == {"the row is not a chapter, heading or subheading": 1}


def test_an_eccn_keeps_all_that_its_entry_says(tmp_path):
    entry = {
        "eccn": "3A090", "category": "3", "heading": "Integrated circuits. " * 120, "reasonForControl": "RS, AT",
        "countryChart": [{"control": "AT applies to entire entry", "countryChart": "AT Column 1."}],
        "licenceExceptionFlags": {"LVS": "N/A"}, "staSpecialConditions": None, "topLevelParagraphs": ["a", "b"],
        "items": [{"paragraph": "a.1", "text": "A performance of 4800 or more."},
                  {"paragraph": None, "text": "A note."}],
    }  # fmt: skip
    path = tmp_path / "ccl.json"
    path.write_text(json.dumps({"ecfrIssueDate": "2026-07-23", "entries": [entry]}), encoding="utf-8")
    records, report = run("ccl", path, edition=make_importer("ccl").edition([str(path)], None))
    product = by_id(records)["product:eccn-3a090"]
    assert product["identifiers"] == {"eccn": "3A090"}
    assert {"3A090.a.1: A performance of 4800 or more.", "text: A note.", "topLevelParagraphs: a, b"} <= set(
        product["properties"]["details"]
    )
    in_force, said = records["statement"]
    assert (in_force["predicate"], in_force["subject"]) == ("UPHELD", "agency:us-bis")
    assert said["properties"]["rule"] == "licence required; reasons: RS, AT"
    assert said["properties"]["details"] == ["AT applies to entire entry: AT Column 1."]
    assert records["source"][0]["published_on"] == "2026-07-23"
    assert not report.left_out


def test_tariff_lines_hold_on_their_days(tmp_path):
    path = write(
        tmp_path / "lines.csv", "us-301,RESTRICTS,07019000,CN,10,2018-09-24,2019-05-10,list 3,x.csv",
        "us-301,RESTRICTS,07019000,CN,25,2019-05-10,,list 3,x.csv", "us-122,EXEMPTS,29339908,EU,,2025-09-19,,,",
        "us-122,COVERS,7601,,,2025-03,,,", "us-122,MAYBE,7601,,,,,,",
        header="measure,relation,code,country,rate_pct,valid_from,valid_to,note,file",
    )  # fmt: skip
    records, report = run("tariff-lines", path)
    lines = [
        one for one in records["statement"] if one["predicate"] == "RESTRICTS" and one["subject"] == "measure:us-301"
    ]
    assert [(one["valid_from"], one.get("valid_to"), one["properties"]["rate_pct"]) for one in lines] == [
        ("2018-09-24", "2019-05-10", 10.0), ("2019-05-10", None, 25.0),
    ]  # fmt: skip
    assert lines[0]["object"] == "product:us-tariff-07019000"
    assert lines[0]["properties"]["origin"] == "CN"
    assert by_id(records)["product:us-tariff-07019000"]["identifiers"] == {"hs": "07019000"}
    lives = {one["object"]: one for one in records["statement"] if one["predicate"] == "IMPOSED"}
    assert (lives["measure:us-301"]["subject"], lives["measure:us-301"]["valid_from"]) == (
        "government:united-states", "2018-09-24",
    )  # fmt: skip
    (target,) = targets(records)
    assert (target["object"], target["valid_from"], target.get("valid_to")) == ("government:china", "2018-09-24", None)
    assert report.left_out == {"the row has no measure, no code or no known relation": 1}


def test_notices_are_sources_and_orders_change_the_status(tmp_path):
    documents = tmp_path / "fr.jsonl"
    document = {"document_number": "2023-09855", "publication_date": "2023-05-09", "title": "Pipe From Taiwan: Order",
                "html_url": "https://www.federalregister.gov/d/2023-09855"}  # fmt: skip
    documents.write_text(json.dumps(document) + "\nnot json\n", encoding="utf-8")
    events = write(
        tmp_path / "events.csv", "2023-09855,2023-05-09,Steel Pipe,Taiwan,ad,order",
        "2024-00001,2024-01-02,Steel Pipe,Taiwan,ad,final_review",
        "2024-00002,2024-02-02,Steel Pipe,Taiwan,ad,revocation",
        header="document_number,publication_date,product,country,duty,act",
    )  # fmt: skip
    records, report = run("federal-register", documents, events)
    titles = {one["id"]: one["title"] for one in records["source"]}
    assert titles["source:fr-2023-09855"] == "Pipe From Taiwan: Order"
    assert len(titles) == 3
    acts = [one for one in records["statement"] if one["subject"].startswith("agency:")]
    assert [(one["predicate"], one["said_on"]) for one in acts] == [
        ("IMPOSED", "2023-05-09"), ("COMMENTED_ON", "2024-01-02"), ("LIFTED", "2024-02-02"),
    ]  # fmt: skip
    assert {one["object"] for one in acts} == {"measure:us-ad-steel-pipe-taiwan"}
    assert report.left_out == {"the line is no document with a number and a day": 1}


def test_an_edition_needs_a_day():
    importer = make_importer("csl")
    assert importer.edition(["list_2026-07-31.csv.gz"], None) == "2026-07-31"
    assert importer.edition(["list-20260731.csv"], None) == "2026-07-31"
    assert importer.edition(["a.csv"], "2026-01-02") == "2026-01-02"
    with pytest.raises(InvalidOption, match="--edition is missing"):
        importer.edition(["a.csv"], None)


def test_every_format_can_be_made():
    assert all(make_importer(name).method == name for name in FORMATS)


def test_the_entity_list_gives_its_licence_rules(tmp_path):
    row = csl_row("", "Ромашка", ENTITY_LIST, "", "", requirement="For all items", policy="Presumption of denial")
    records, _ = run("csl", write(tmp_path / "a.csv", row))
    (listed,) = targets(records)
    assert listed["properties"] == {"licence_requirement": "For all items", "licence_policy": "Presumption of denial"}
    assert listed["said_by"] == "agency:us-bis"


@pytest.mark.parametrize(
    ("form", "name", "content", "message"),
    [
        ("csl", "a.csv", "", "has no rows, and this format needs the columns name, source"),
        ("csl", "a.csv", "a,b\n1,2\n", "has a, b, and this format needs"),
        ("hs", "a.csv", "a\n1\n", "hscode, parent, or name"),
        ("tariff-lines", "a.csv", "a\n1\n", "code, measure, relation"),
        ("jp-eul", "a.json", "{}", "is not a list of entries"),
        ("federal-register", "a.csv", "a\n1\n", "needs the columns act"),
        ("ccl", "a.json", "[]", "with the list 'entries'"),
        ("jp-eul", "a.json", "no", "is not valid JSON"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_refused_in_a_sentence(tmp_path, form, name, content, message):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(RecordsRefused, match=message):
        run(form, tmp_path / name)


@pytest.mark.parametrize(
    ("form", "name", "content", "left_out"),
    [
        ("jp-eul", "a.json", '[1, {"id": "x"}]', {"the entry has no name": 2}),
        ("ccl", "a.json", '{"entries": [1, {"eccn": null}, {"eccn": "3A090", "heading": 5, "items": [null]}]}',
         {"the entry has no ECCN": 2}),
        ("ftm", "a.json", '[]\n{"op": "DEL"}\n{"op": "MOD", "entity": null}\n'
         '{"id": 5, "schema": "Person", "properties": []}\n',
         {"the line is no entity with an id": 3}),
    ],
)  # fmt: skip
def test_entries_of_another_shape_are_left_out(tmp_path, form, name, content, left_out):
    (tmp_path / name).write_text(content, encoding="utf-8")
    _, report = run(form, tmp_path / name)
    assert report.left_out == left_out


def test_a_number_of_any_form_identifies_its_entry(tmp_path):
    rows = [csl_row("12 345/A", "ONE LLC"), csl_row("é", "TWO LLC")]
    records, report = run("csl", write(tmp_path / "a.csv", *rows))
    assert len(targets(records)) == 2
    assert not report.left_out
