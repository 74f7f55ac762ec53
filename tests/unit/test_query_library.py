"""Files of the query library: complete headers, examples, and only reads.

A new file in cypher/library is tested without any code, but needs an example in tests/support/examples.yaml.
"""

import re

import pytest
from library_examples import EXAMPLES, QUERIES

from app.formats.tables import encode
from graph.cypher_files import CYPHER_DIR, read_cypher, strip_comments_and_strings
from graph.errors import InvalidParameter
from graph.model.vocabulary import vocabulary
from graph.query_library import GROUPS, parse_query, parse_value

#: Queries of fixed HTTP calls, whose columns are whole records; golden files of those calls test them.
RECORDS = {name for name, query in QUERIES.items() if query.answers and query.answers.startswith("GET ")}

HEADER = "// title: T\n// question: Q?\n// group: graph\n"


def test_every_query_has_an_example_and_every_example_a_query():
    assert EXAMPLES.keys() == QUERIES.keys()
    assert len(QUERIES.keys() - RECORDS) >= 40


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_says_what_it_is_and_takes_both_clocks(name):
    query = QUERIES[name]
    assert query.question.endswith("?")
    assert query.group in GROUPS
    assert all(p.what.endswith(".") for p in query.parameters)
    if "// clocks:" not in query.cypher:
        assert {"as_of", "known_at"} <= {p.name for p in query.parameters}


@pytest.mark.parametrize("name", QUERIES)
def test_every_relationship_that_is_asked_for_is_in_the_vocabulary(name):
    known = vocabulary().relationships.keys() | {"HAS_STATUS", "REPORTED_IN", "MADE_BY", "ABOUT"}
    asked = {
        t
        for group in re.findall(r"\[\w*:([A-Z_|]+)", strip_comments_and_strings(QUERIES[name].cypher))
        for t in group.split("|")
        if t
    }
    assert asked <= known


@pytest.mark.parametrize(
    "file",
    ["library/entity", "library/neighbours", "library/scene", "library/subgraph", "ledger/links_of_hub",
     "ledger/link_at_place", "ledger/place_in_hub"],
)  # fmt: skip
def test_queries_that_write_all_relationships_out_have_those_of_the_vocabulary(file):
    code = strip_comments_and_strings(read_cypher(file))
    lists = [set(re.findall(r"[A-Z_]+", group)) for group in re.findall(r"\[r:([A-Z_|\s]+)\]", code)]
    assert max(lists, key=len) == vocabulary().relationships.keys()
    single = [name for names in lists if len(names) == 1 for name in names]
    assert set(single) in (set(), vocabulary().relationships.keys())
    assert all(single.count(name) == 2 for name in single)  # one for each direction


def test_a_table_is_encoded_in_one_place_only():
    from graph.store import JsonTable

    table = JsonTable(["a", "b"], [[None, ["x", "y"]], [True, {"k": 1.5}]], truncated=True)
    assert encode(table, "csv") == b'a,b\r\n,"[""x"",""y""]"\r\ntrue,"{""k"":1.5}"\r\n'
    assert encode(table, "ndjson") == b'{"a":null,"b":["x","y"]}\n{"a":true,"b":{"k":1.5}}\n'
    assert encode(table, "json") == b'{"columns":["a","b"],"rows":[[null,["x","y"]],[true,{"k":1.5}]],"truncated":true}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("// title: T\nRETURN 1", "has no question"),
        (HEADER.replace("graph", "things") + "RETURN 1", "is not one of measures"),
        (HEADER + "RETURN $x", "differ in x"),
        (HEADER + "// param x: text -- X.\nRETURN 1", "differ in x"),
        (HEADER + "// param x: txt -- X.\nRETURN $x", "must read"),
        (HEADER + "// param x: text\nRETURN $x", "must read"),
    ],
)
def test_a_file_whose_header_and_code_do_not_fit_is_named(text, says):
    with pytest.raises(ValueError, match=r"^q\.cypher: ") as refused:
        parse_query("q", text)
    assert says in str(refused.value)


def test_a_parameter_in_a_text_or_a_comment_is_none():
    query = parse_query("q", HEADER + "// $a\nRETURN '$b' /* $c */ + \"$d\" + `$e`")
    assert query.parameters == ()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "-7", -7), ("count", "7", 7), ("number", "0.5", 0.5), ("boolean", "true", True),
        ("texts", "a, b,,c", ["a", "b", "c"]), ("text", "1", "1"), ("entity", "company:x", "company:x"),
    ],
)  # fmt: skip
def test_a_text_becomes_a_value_of_its_type(kind, text, value):
    assert parse_value(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [("integer", "1_0"), ("integer", "9" * 19), ("count", "0"), ("number", "nan"), ("number", "1e999"),
     ("boolean", "yes"), ("date", "2025"), ("instant", "now")],
)  # fmt: skip
def test_a_text_that_is_not_of_its_type_is_refused(kind, text):
    with pytest.raises(ValueError, match=r"not|neither"):
        parse_value(kind, text)


def test_every_fault_of_a_call_is_said_at_once():
    with pytest.raises(InvalidParameter) as refused:
        QUERIES["timeline"].values({"as_of": "x", "wrong": "1"})
    assert {problem.where for problem in refused.value.problems} == {"as_of", "wrong", "id"}


def test_the_favourites_are_written_by_the_command_line_too(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from app.cli.main import app
    from app.formats.browser_favourites import build_archive

    file = tmp_path / "favourites.zip"
    ended = CliRunner().invoke(app, ["query", "--favourites", str(file)])
    assert ended.exit_code == 0, ended.output
    assert file.read_bytes() == build_archive(QUERIES.values())


def test_the_folder_holds_nothing_but_queries():
    assert all(path.suffix == ".cypher" for path in (CYPHER_DIR / "library").iterdir())
