"""Files as common programs write them: their records, or the message for invalid ones."""

import gzip

import pytest
from records import records_of, said

from graph.ingest.batch import parse
from graph.ingest.readers import RawRecord, read_files, read_json
from graph.ingest.serialize import serialize_statement

TABLE = "id,name,aliases,identifiers.wikidata\ncompany:acme,Acme,Acme Ltd|ACME plc,Q1\ncompany:beta,Beta,,\n"
EXPECTED = [
    {"id": "company:acme", "name": "Acme", "aliases": ["Acme Ltd", "ACME plc"], "identifiers": {"wikidata": "Q1"}},
    {"id": "company:beta", "name": "Beta"},
]


def split(found):
    """Split what a reader yields into records and problems."""
    found = list(found)
    return [f for f in found if isinstance(f, RawRecord)], [f for f in found if not isinstance(f, RawRecord)]


def write(tmp_path, content, name="records.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def problems(*paths):
    return [str(problem) for problem in parse(read_files(list(paths))).problems]


@pytest.mark.parametrize(
    "content",
    [
        TABLE,
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        "sep=,\n" + TABLE,
        "sep=;\r\n" + TABLE.replace(",", ";"),
        '"sep=;"\n' + TABLE.replace(",", ";"),
        "SEP=\t\n" + TABLE.replace(",", "\t"),
        "\ufeff" + TABLE,
        "\n\n" + TABLE,
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("id,name,aliases,identifiers.wikidata", "ID,Name,Aliases,Identifiers.Wikidata"),
        TABLE.replace("id,name", " id , name "),
        TABLE.replace(",", ", "),
        TABLE.replace("id,name", '"id", "name"'),
        TABLE.replace("\n", ",,\n"),
        TABLE.replace("Q1\n", "Q1,,,\n"),
        TABLE + ",,,\n , , ,\n",
        TABLE.replace("ACME plc", "ACME plc|"),
        TABLE.replace("Acme Ltd|ACME plc", "| Acme Ltd || ACME plc | |"),
    ],
)
def test_a_table_is_read_as_other_programs_write_it(tmp_path, content):
    records, faults = split(read_files([write(tmp_path, content)]))
    assert not faults
    assert [dict(record.fields) for record in records] == EXPECTED
    lines = content.removeprefix("\ufeff").split("\n")
    for record in records:
        assert record.fields["name"] in lines[record.line - 1]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (gzip.compress(TABLE.encode()), "A.CSV.GZ"),
        (gzip.compress(TABLE.encode()), "a.Csv.gz"),
        (gzip.compress(TABLE.encode()), "compressed.csv"),
        (TABLE, "A.CSV"),
    ],
    ids=["A.CSV.GZ", "a.Csv.gz", "compressed.csv", "A.CSV"],
)
def test_a_compressed_table_is_read_whatever_its_name(tmp_path, content, name):
    records, faults = split(read_files([write(tmp_path, content, name)]))
    assert not faults
    assert [dict(record.fields) for record in records] == EXPECTED


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id|title\nsource:a|A\n", "1: must start with a line of column names, and has 'id|title': statements need"),
        ("", "1: must start with a line of column names, and has nothing"),
        ("company:acme,Acme\n", "has 'company:acme', 'acme'"),
        (
            "id,name,,x\ncompany:a,A,,\ncompany:b,B,stray,\n",
            "3: has the value 'stray' in column 3, which the first line",
        ),
        ("id,name\ncompany:a,A,more\n", "2: has 3 values where the first line names 2 columns"),
        ("id,name\ncompany:a\n", "2: has 1 values where the first line names 2 columns"),
        ("id,name,Name\n", "1: names a column twice: name"),
        ('id,name\ncompany:a,"A\n', "is not valid CSV"),
        ('id,name\ncompany:a,A\ncompany:b,"B" x\n', "3: is not valid CSV"),
        (TABLE.encode("utf-16"), "is text in UTF-16; save the file as UTF-8"),
        (b"PK\x03\x04\xff\xff", "is a spreadsheet or an archive; save it as CSV in UTF-8"),
    ],
)
def test_what_cannot_be_read_says_what_is_seen(tmp_path, content, says):
    (found, *_) = problems(write(tmp_path, content))
    assert says in found


def of(**records):
    return [(p.where, p.message) for p in parse(read_json(records)).problems]


WRONG = {
    "subject": "measure:m", "predicate": "TARGETS", "object": "government:g", "stance": "asserts",
    "source": "source:nowhere", "locator": "p", "text": "x", "valid_from": "2025-13", "properties": {"rate_pct": "25%"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "record", "where"),
    [
        (
            "statements",
            {**WRONG, "stance": "assert", "said_by": "product:p", "confidence": 7, "extra": 1},
            ["confidence", "extra", "properties.rate_pct", "said_by", "stance", "valid_from"],
        ),
        (
            "statements",
            {**WRONG, "predicate": "TARGET", "object": "planet:g", "source": "company:a", "properties": {}},
            ["object", "predicate", "source", "valid_from"],
        ),
        ("statements", {**WRONG, "object": "product:p", "valid_from": "2025"}, ["predicate", "properties.rate_pct"]),
        (
            "statements",
            {"subject": "company:a", "predicate": "SAME_AS", "object": "product:a", "stance": "denies", "text": ""},
            ["locator", "object", "source", "stance", "text"],
        ),
        (
            "entities",
            {"id": "measure:m", "name": " ", "identifiers": {"hs": "1"}, "properties": {"measure_kind": "a"}, "x": 1},
            ["identifiers.hs", "name", "properties.measure_kind", "x"],
        ),
        (
            "entities",
            {"id": "Company A", "kind": "Company", "identifiers": {"lei": "1"}},
            ["id", "identifiers.lei", "name"],
        ),
        ("entities", {"id": "company:a", "name": "A", "kind": "Firm", "aliases": "A"}, ["aliases", "kind"]),
        (
            "sources",
            {"id": "company:a", "publisher": "", "published_on": "July"},
            ["id", "published_on", "publisher", "title"],
        ),
    ],
)  # fmt: skip
def test_no_problem_hides_another(part, record, where):
    assert sorted(place.partition(" ")[2] for place, _ in of(**{part: [record]})) == where


def test_an_entity_with_a_problem_still_counts_as_defined():
    entity = {"id": "company:a", "name": ""}
    other = {"id": "product:p", "name": "P", "aliases": 7}
    draft = parse(read_json({"entities": [entity, other], "statements": [{
        "subject": "company:a", "predicate": "MAKES", "object": "product:p", "stance": "asserts",
        "source": "source:gone", "locator": "p", "text": "x",
    }]}))  # fmt: skip
    assert list(draft.unresolved_ids()) == ["source:gone"]
    assert len(draft.problems) == 2


INVISIBLE = {"id": "company:orb\u200b", "name": "\u200eOrbitalia\u200e", "aliases": ["Orb\u00adit", "\ufeffOrbit"]}


def test_what_cannot_be_seen_is_left_out_of_new_records_and_kept_in_a_backup():
    draft = parse(read_json({"entities": [INVISIBLE]}))
    (entity,) = records_of(draft).entities
    assert (entity.id, entity.name, entity.aliases) == ("company:orb", "Orbitalia", ("Orbit",))
    restored = parse(
        read_json({"entities": [{**INVISIBLE, "id": "company:orb", "identifiers": {"lei": "123"}}]}), restored=True
    )
    assert not restored.problems
    (kept,) = records_of(restored).entities
    assert kept.name == "\u200eOrbitalia\u200e"
    assert kept.identifiers == {"lei": "123"}


def test_a_statement_of_a_backup_keeps_the_id_that_others_name():
    old = said("company:a", "MAKES", "product:p", text="Quax\u200bomatic makes it.")
    record = {name: value for name, value in serialize_statement(old).items() if name != "type"}
    (restored,) = records_of(parse(read_json({"statements": [record]}), restored=True)).statements
    assert restored.id == old.id
    (new,) = records_of(parse(read_json({"statements": [record]}))).statements
    assert new.text == "Quaxomatic makes it."


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u2060", "\u3164\u200e"])
def test_a_name_that_cannot_be_seen_is_refused(name):
    ((where, message),) = of(entities=[{"id": "company:a", "name": name}])
    assert where == "entities[0] name"
    assert message == "must be text, and not empty"
