"""Any table by a mapping, and the first mapping of a table."""

import pytest
import yaml
from lists import run, write

from graph.errors import InvalidOption
from graph.importers.formats.table.draft import draft_mapping
from graph.importers.formats.table.importer import TableImporter

MAPPING = """\
list: donations
source: {title: Donations, publisher: The parliament}
edition: 2012-01-01
only: {column: Type, values: [PERSON, COMPANY]}
define:
  - {id: "measure:ban", name: A ban, properties: {measure_kind: sanction}}
entities:
  party: {kind: organization, name: Party, key: [Party, City]}
  donor:
    kind: {column: Type, map: {PERSON: person, COMPANY: company}}
    name: Donor
    key: Number
    aliases: {column: Also, split: "|"}
    properties:
      countries: {column: Country, as: country}
      addresses: {template: "{Street}, {City}"}
statements:
  - subject: donor
    predicate: LINKED_TO
    object: party
    text: "{Donor} gave {Amount} euros to {Party}."
    properties: {relation: {value: Payment}, record: {template: "{Number} {Day}"}}
    valid_from: {column: Day, as: date}
    rest: true
  - subject: measure:ban
    predicate: TARGETS
    object: donor
    text: "{Donor} is banned."
    when: {column: Banned, values: ["yes"]}
"""
HEADER = "Party;Amount;Type;Donor;Number;Also;Street;City;Country;Day;Banned;Remark"


def importer(tmp_path, mapping=MAPPING):
    path = tmp_path / "mapping.yaml"
    path.write_text(mapping, encoding="utf-8")
    return TableImporter.from_file(str(path))


def test_a_row_becomes_the_entities_and_statements_of_its_mapping(tmp_path):
    table = write(
        tmp_path / "a.csv",
        "FDP ;80000;PERSON;Lina Dachner;007;L. D.|;Schillerstr. 19;Köln;Deutschland;29.12.2011;yes;odd",
        "FDP;1;COMPANY;Tchibo AG;8;;Überseering 18;Köln;DE;2011-12-28;NA;",
        "FDP;1;STATE;Nobody;9;;;;;;;", header=HEADER,
    )  # fmt: skip
    records, report = run("table", table, edition="2012-01-01", importer=importer(tmp_path))
    entities = {one["id"]: one for one in records["entity"]}
    assert entities["person:donations-007"] == {
        "id": "person:donations-007", "name": "Lina Dachner", "aliases": ["L. D."],
        "identifiers": {"list_ids": ["donations:007"]},
        "properties": {"countries": ["DE"], "addresses": ["Schillerstr. 19, Köln"]},
    }  # fmt: skip
    assert {"measure:ban", "company:donations-8", "organization:donations-fdp-koln"} < entities.keys()
    first, ban, second = records["statement"]
    assert first["text"] == "Lina Dachner gave 80000 euros to FDP."
    assert first["valid_from"] == "2011-12-29"
    assert first["properties"] == {"relation": "Payment", "record": "007 29.12.2011", "details": ["Remark: odd"]}
    assert (ban["subject"], ban["object"], ban["locator"]) == ("measure:ban", "person:donations-007", "row 2")
    assert second["object"] == "organization:donations-fdp-koln"
    assert report.left_out == {"the row does not meet the condition of the mapping": 1}
    assert records["source"][0]["publisher"] == "The parliament"


def test_a_statement_that_is_the_same_for_each_row_is_written_once(tmp_path):
    constant = """\
  - {subject: "agency:a", predicate: UPHELD, object: "measure:ban", text: It is in force., locator: whole list}
"""
    mapping = MAPPING.replace("define:\n", 'define:\n  - {id: "agency:a", name: An agency}\n') + constant
    rows = ["FDP;1;COMPANY;Tchibo AG;8;;Ü;Köln;DE;2011;;x", "FDP;1;COMPANY;Other AG;9;;Ü;Köln;DE;2011;;x"]
    table = write(tmp_path / "a.csv", *rows, header=HEADER)
    records, _ = run("table", table, importer=importer(tmp_path, mapping))
    assert [one["predicate"] for one in records["statement"]] == ["LINKED_TO", "UPHELD", "LINKED_TO"]


def test_columns_that_a_mapping_does_not_use_are_reported(tmp_path):
    mapping = MAPPING.replace("    rest: true\n", "")
    table = write(tmp_path / "a.csv", "FDP;1;COMPANY;Tchibo AG;8;;Überseering 18;Köln;DE;2011;;x", header=HEADER)
    _, report = run("table", table, importer=importer(tmp_path, mapping))
    assert report.left_out == {"columns that the mapping does not use: Remark": 1}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("column: Day", "column: Date", "names the column 'Date', which no file has; they have Also, Amount"),
        ("as: date", "as: day", "is not valid"), ("list: donations", "list: A List", "is not valid"),
        ("  donor:\n", "  donor:\n    colour: red\n", "is not valid"), ("list:", "list: [", "is not valid YAML"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_refused_in_a_sentence(tmp_path, old, new, message):
    table = write(tmp_path / "a.csv", "FDP;1;COMPANY;Tchibo AG;8;;Ü;Köln;DE;2011;;x", header=HEADER)
    with pytest.raises(InvalidOption, match=message):
        run("table", table, importer=importer(tmp_path, MAPPING.replace(old, new, 1)))


def test_a_mapping_that_is_not_there_is_refused():
    with pytest.raises(InvalidOption, match="cannot be read"):
        TableImporter.from_file("nowhere.yaml")


def test_a_draft_can_be_imported_with(tmp_path):
    table = write(
        tmp_path / "Sanctions 2026-07-31.csv",
        "1;ACME LLC;ACME|A;Iran;2025-01-02;Terror", "2;Other;;CN;2025-03-04;Drugs",
        header="Ref No;Entity Name;Aliases;Country;Listed on;Reason",
    )  # fmt: skip
    draft = draft_mapping(table)
    mapping = yaml.safe_load(draft)
    assert mapping["list"] == "sanctions"
    assert mapping["entities"]["party"]["key"] == "Ref No"
    assert len(draft.splitlines()) < 45
    found = importer(tmp_path, draft)
    assert found.edition([table], None) == "2026-07-31"
    records, _ = run("table", table, importer=found)
    assert {"company:sanctions-1", "organization:sanctions-2"} < {one["id"] for one in records["entity"]}
    assert records["entity"][1]["aliases"] == ["ACME", "A"]
    listed = records["statement"][0]
    assert listed["valid_from"] == "2025-01-02"
    assert listed["properties"]["reason"] == "Terror"


def test_an_empty_table_has_no_draft(tmp_path):
    with pytest.raises(InvalidOption, match="has no rows"):
        draft_mapping(write(tmp_path / "a.csv", header="a;b"))
