import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import read_records, records_of, said

from graph.errors import RecordsRefused
from graph.ingest.batch import parse
from graph.ingest.readers import read_files
from graph.ingest.serialize import serialize_entity, serialize_source, serialize_statement
from graph.model.types import Entity, Source

GOOD = """\
entities:
  - id: company:nvidia
    name: Nvidia
    aliases: [NVIDIA Corp., 英伟达]
  - id: product:chip
    name: A chip
    identifiers: {hs: 0101}
sources:
  - {id: source:a, title: A, publisher: P, published_on: 2025-07}
statements:
  - subject: company:nvidia
    predicate: MAKES
    object: product:chip
    stance: asserts
    source: source:a
    locator: paragraph 1
    text: Nvidia makes it.
    valid_from: 2025
"""


def faults(tmp_path, content, name="records.yaml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RecordsRefused) as refused:
        read_records([str(path)])
    assert "nothing was loaded" in refused.value.message
    return [str(problem).replace(f"{path}:", "") for problem in refused.value.problems]


def test_an_identifier_that_is_a_list_comes_from_each_format(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "entities: [{id: 'vessel:a', name: A, "
        "identifiers: {list_ids: ['us-sdn:1', 'eu:2']}, properties: {countries: [IR]}}]"
    )
    (tmp_path / "b.csv").write_text("id,name,identifiers.list_ids,properties.countries\nvessel:a,A,us-sdn:1|eu:2,IR\n")
    (first,), (second,) = (read_records([str(tmp_path / name)]).entities for name in ("a.yaml", "b.csv"))
    assert first == second
    assert first.codes == ["us-sdn:1", "eu:2"]
    problems = faults(
        tmp_path, "entities: [{id: 'vessel:a', name: A, identifiers: {list_ids: us-sdn:1, imo: '9074728'}}]"
    )
    assert "identifiers.list_ids: must be a list" in problems[0]
    assert "'9074728' is not valid: write it as 9074729" in problems[1]


def test_good_records_in_yaml(tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD)
    records = read_records([str(path)])
    assert [e.id for e in records.entities] == ["company:nvidia", "product:chip"]
    assert records.entities[1].identifiers == {"hs": "0101"}  # with the leading zero
    assert records.statements[0].valid_from == "2025"


def test_the_same_records_in_each_format_are_the_same(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD)
    expected = read_records([str(tmp_path / "a.yaml")])
    lines = [serialize_entity(e) for e in expected.entities] + [serialize_source(s) for s in expected.sources]
    lines += [serialize_statement(s) for s in expected.statements]
    text = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / "a.jsonl").write_text(text)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "e.csv").write_text(
        "id,name,aliases,identifiers.hs\ncompany:nvidia,Nvidia,NVIDIA Corp.|英伟达,\nproduct:chip,A chip,,0101\n"
    )
    (tmp_path / "s.csv").write_text("id,title,publisher,published_on\nsource:a,A,P,2025-07\n")
    (tmp_path / "t.csv").write_text(
        "subject,predicate,object,stance,source,locator,text,valid_from\n"
        "company:nvidia,MAKES,product:chip,asserts,source:a,paragraph 1,Nvidia makes it.,2025\n"
    )
    for files in (["a.jsonl"], ["a.jsonl.gz"], ["e.csv", "s.csv", "t.csv"]):
        assert read_records([str(tmp_path / f) for f in files]) == expected


@pytest.mark.parametrize(
    ("broken", "where", "says"),
    [
        ("name: A chip", "5 name", "is missing"),
        ("MAKES", "12 predicate", "did you mean MAKES?"),
        ("asserts", "14 stance", "allowed are asserts, denies, announces, expects, offers, threatens, retracts"),
        ("company:nvidia\n    predicate", "11 subject", "is not defined in these files or in the graph"),
        ("source: source:a", "15 source", "source:b is not defined"),
        ("valid_from: 2025", "18 valid_from", "is not a date that exists"),
        ("locator: paragraph 1", "11 locator", "is missing"),
        ("2025-07}", "9 published_on", "is not a date"),
        ("{hs: 0101}", "7 identifiers.isbn", "allowed are hs, eccn"),
    ],
)
def test_every_fault_has_its_line_field_and_what_is_allowed(tmp_path, broken, where, says):
    mended = {
        "name: A chip": "",
        "MAKES": "MAKE",
        "asserts": "says",
        "company:nvidia\n    predicate": "company:amd\n    predicate",
        "source: source:a": "source: source:b",
        "valid_from: 2025": "valid_from: 2025-02-30",
        "locator: paragraph 1": "",
        "2025-07}": "July}",
        "{hs: 0101}": "{isbn: 1}",
    }[broken]
    found = faults(tmp_path, GOOD.replace(broken, mended))
    assert any(fault.startswith(f"{where}: ") and says in fault for fault in found), found


def test_all_faults_of_all_records_are_reported_at_once(tmp_path):
    found = faults(tmp_path, GOOD.replace("Nvidia makes it.", "' '").replace("name: Nvidia", "nome: Nvidia"))
    assert [fault.split(":")[0] for fault in found] == ["2 name", "3 nome", "17 text"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("entities: [", "is not valid YAML"),
        ("- a", "must be a mapping with entities, sources, statements"),
        ("things: []", "unknown part 'things'"),
        ("entities: {a: b}", "must be a list of records"),
        ("entities:\n  - just text", "must be a mapping of fields"),
        ("entities:\n  - id: company:a\n    id: company:b", "has the field 'id' twice"),
        (
            "entities:\n  - &x {id: company:a, name: A, aliases: &y [a]}\n  - {id: company:b, name: B, aliases: *y}",
            "alias",
        ),
        (b"entities: \xff", "is not UTF-8"),
        ('entities:\n  - {id: company:a, name: "\\0"}', "control character U+0000"),
        ('entities:\n  - {id: company:a, name: "A\\uffffB"}', "contains U+FFFF, which is not a character"),
        ("entities:\n  - id: " + "[" * 900 + "]" * 900, "is nested too deeply"),
        ("entities: " + "[" * 20_000, "is not valid YAML"),
    ],
)
def test_a_broken_yaml_is_one_plain_sentence(tmp_path, content, says):
    assert says in faults(tmp_path, content)[0]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("id,name,properties,properties.place", "has a column properties and a column properties.place"),
        ("aliases.x,id,name,aliases", "has a column aliases and a column aliases.x"),
        ("id,name,id,x", "names a column twice"),
        ("id,x,y,z", "must start with a line of column names"),
    ],
)
def test_columns_that_cannot_be_are_refused(tmp_path, header, says):
    (found,) = faults(tmp_path, f"{header}\na,b,c,d\n", "records.csv")
    assert found.startswith("1: ")
    assert says in found


def test_a_cell_may_hold_a_list_of_entities(tmp_path):
    talks = said("government:us", "NEGOTIATES_WITH", "official:x", properties={"about": ["product:p", "measure:m"]})
    bargain = said(
        "measure:m", "EXCHANGED_FOR", "product:p", properties={"events": ["event:e"], "given_by": "company:a"}
    )
    for statement in (talks, bargain):
        record = serialize_statement(statement)
        cells = {f"properties.{name}": value for name, value in record.pop("properties").items()}
        cells = {k: "|".join(v) if isinstance(v, list) else v for k, v in {**record, **cells}.items() if k != "type"}
        (tmp_path / "t.csv").write_text(",".join(cells) + "\n" + ",".join(map(str, cells.values())) + "\n")
        (found,) = records_of(parse(read_files([str(tmp_path / "t.csv")]))).statements
        assert found.properties == statement.properties


def test_every_bad_line_of_json_lines_is_reported(tmp_path):
    lines = [
        '{"type": "entity", "id": "company:a", "name": "A"',
        '{"type": "entity", "id": "company:a", "name": "A", "name": "B"}',
        '{"type": "thing"}',
        '{"type": "entity", "id": "company:a", "name": NaN}',
        '{"type": "entity", "id": "company:a", "name": 7}',
        '{"type": "entity", "id": "company:a", "name": "\\ud800"}',
        "[" * 100_000,
        '{"type": "entity", "id": "company:a", "name": "A", "\\ud800": 1}',
    ]
    found = faults(tmp_path, "\n".join(lines), "records.jsonl")
    assert sorted(fault.partition(":")[0].partition(" ")[0] for fault in found) == [str(n) for n in range(1, 9)]


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (Entity("measure:m", "Measure", "M", properties={"measure_kind": "tarif"}), "did you mean tariff?"),
        (said("company:a", "MAKES", "measure:m"), "MAKES cannot join Company to Measure"),
        (said("company:a", "MAKES", "product:p", confidence=2), "out of range"),
        (said("company:a", "MAKES", "product:p", method="guess"), "is not a method"),
        (said("company:a", "MAKES", "product:p", properties={"x": 1}), "is not a property of MAKES"),
        (said("official:a", "HOLDS_OFFICE", "agency:b"), "HOLDS_OFFICE needs it"),
        (said("company:a", "MAKES", "product:p", valid_from="2025-05", valid_to="2025-05-01"), "is not after"),
        (said("company:a", "MAKES", "product:p", said_by="product:p"), "cannot speak"),
        (said("company:a", "MAKES", "product:p", valid_from="9999-12-15"), "is after the year 2999"),
        (Source("source:a", "A", "P", "9999"), "is after the year 2999"),
        (Source("source:a", "A", "P", "3000-01-01T00:00:00Z"), "is after the year 2999"),
        (Source("source:a", "A", "P", "2025-07-01", url="https://example.org/\0"), "control character U+0000"),
        (said("company:a", "MAKES", "product:p", source="company:a"), "company:a is not the id of a source"),
        (said("company:a", "SAME_AS", "company:b", said_by="source:a"), "source:a starts with no known kind of entity"),
        (
            said("company:a", "NEGOTIATES_WITH", "company:b", properties={"about": ["source:a"]}),
            "source:a starts with no known kind of entity",
        ),
        (
            said("company:a", "NEGOTIATES_WITH", "company:b", properties={"event": "planet:x"}),
            "planet:x starts with no known kind of entity",
        ),
        (said("company:a", "MAKES", "product:p", retracts=("0" * 24,)), "goes only with the stance retracts"),
        (Source("source:a", "A", "P", "2025-07-01", url="javascript:alert(1)"), "web address"),
    ],
)  # fmt: skip
def test_what_the_vocabulary_does_not_allow_is_refused(tmp_path, record, says):
    to_line = {"Entity": serialize_entity, "Source": serialize_source, "Statement": serialize_statement}[
        type(record).__name__
    ]
    found = faults(tmp_path, json.dumps(to_line(record)), "records.jsonl")
    assert any(says in fault for fault in found), found


def test_a_speaker_cannot_speak_after_the_source_was_published(tmp_path):
    assert "after source:a was published" in faults(tmp_path, GOOD + "    said_on: 2025-08-20\n")[0]


def test_a_name_spelled_another_way_does_not_make_a_second_actor(tmp_path):
    twice = GOOD.replace(
        "  - id: product:chip", "  - id: company:nvidia-corp\n    name: NVIDIA  Corp\n  - id: product:chip"
    )
    (found,) = faults(tmp_path, twice)
    assert found.startswith("6 name: ")
    assert "is also a name of company:nvidia at 2" in found


def test_an_id_defined_in_two_ways_is_refused_and_the_same_again_is_not(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text(GOOD.replace("A chip", "Another chip"))
    assert len(read_records([str(tmp_path / "a.yaml")] * 2).entities) == 2
    with pytest.raises(RecordsRefused) as refused:
        read_records([str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")])
    assert "is defined otherwise at" in refused.value.problems[0].message


def test_talks_are_stored_once_whoever_is_named_first(tmp_path):
    there = said("government:us", "NEGOTIATES_WITH", "government:china")
    back = said("government:china", "NEGOTIATES_WITH", "government:us")
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(serialize_statement(s)) for s in (there, back)))
    draft = parse(read_files([str(tmp_path / "t.jsonl")]))
    assert [(s.subject, s.object) for s in records_of(draft).statements] == [("government:china", "government:us")]


CORRUPT = bytearray(gzip.compress(b"entities: []"))
CORRUPT[10:14] = b"\xff" * 4


@pytest.mark.parametrize("name", ["missing.yaml", "notes.txt", "empty.gz", "broken.jsonl.gz", "corrupt.yaml.gz"])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path, name):
    if name != "missing.yaml":
        (tmp_path / name).write_bytes(CORRUPT if name == "corrupt.yaml.gz" else b"no")
    with pytest.raises(RecordsRefused) as refused:
        read_records([str(tmp_path / name)])
    assert str(tmp_path / name) in str(refused.value.problems[0])


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=30).map(lambda t: f"a{t}b")


@given(TEXTS, TEXTS, st.floats(0, 1), st.sampled_from([None, "2025", "2025-07", "2025-07-15"]))
def test_a_statement_survives_being_written_down(text, locator, confidence, start):
    statement = said(
        "company:a", "MAKES", "product:p", text=text, locator=locator, confidence=confidence, valid_from=start
    )
    once = _again(statement)
    assert _again(once) == once
    assert _again(once).id == once.id


def _again(statement):
    from graph.ingest.readers import RawRecord

    fields = json.loads(json.dumps(serialize_statement(statement)))
    fields.pop("type")
    draft = parse([RawRecord("statement", fields, "x", 1)])
    assert not draft.problems
    return records_of(draft).statements[0]
