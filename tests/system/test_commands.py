"""Command line, as users run it: each command is a process on a real Neo4j."""

import asyncio
import csv
import gzip
import io
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from commands import tradegraph
from project import ROOT
from records import entity, load, read_records
from service import free_port, seed_files

from app.cli import main
from app.cli.console import debug_enabled, write_output
from app.runtime.service_file import ServiceAddresses, read_service_file, write_service_file
from app.settings import Settings
from graph import ledger
from graph.errors import InvalidParameter
from graph.ingest.batch import Records

MORE = (
    "statements:\n  - {subject: company:nvidia, predicate: MAKES, object: product:nvidia-h20, stance: asserts, "
    "source: source:bloomberg-trump-nvidia-u-turn, locator: p, text: T.}\n"
)
FAULT = MORE.partition("\n")[2].replace("text:", "valid_from: 2025-13, text:")
BAD = "entities:\n  - {id: company:x, name: X}\n  - {id: planet:y, name: Y}\n"


async def test_the_library_is_listed_and_run_in_each_format(environment, seeded):
    code, printed, _ = await tradegraph(environment, "query")
    assert code == 0
    assert "timeline" in {row["name"] for row in csv.DictReader(io.StringIO(printed))}
    asked = ("query", "counts", "--known-at", "2025-07-20")
    _, as_csv, _ = await tradegraph(environment, *asked)
    _, as_json, _ = await tradegraph(environment, *asked, "--format", "json")
    _, as_lines, _ = await tradegraph(environment, *asked, "-f", "ndjson")
    _, as_table, said = await tradegraph(environment, *asked, "-f", "table")
    table = json.loads(as_json)
    assert as_csv.split("\r\n")[:2] == [",".join(table["columns"]), ",".join(map(str, table["rows"][0]))]
    assert json.loads(as_lines) == dict(zip(table["columns"], table["rows"][0], strict=True))
    assert str(table["rows"][0][0]) in as_table
    assert "1 row." in said


async def test_the_same_question_has_the_same_answer_by_http_and_by_command(environment, http):
    params = {"id": "measure:us-h20-export-control", "as_of": "2025-07-20", "known_at": "2025-07-20"}
    given = [text for name, value in params.items() for text in ("-p", f"{name}={value}")]
    _, printed, _ = await tradegraph(environment, "query", "timeline", *given, "-f", "json")
    assert json.loads(printed) == (await http.get("/queries/timeline", params=params)).json()


async def test_a_search_finds_what_is_misspelled(environment, seeded):
    code, printed, said = await tradegraph(environment, "search", "nvidai h20", "--limit", "1")
    assert (code, said) == (0, "")
    assert printed == "id,kind,name,matched,score\r\nproduct:nvidia-h20,Product,Nvidia H20,H20,0.95\r\n"
    code, printed, said = await tradegraph(environment, "search", "qqqqxx", "--format", "table")
    assert (code, printed, said) == (0, "", "No rows.\n")


async def test_the_status_of_a_measure_comes_with_who_says_so(environment, seeded):
    given = ("--as-of", "2025-07-20", "--known-at", "2025-07-20", "--format", "json")
    code, printed, said = await tradegraph(environment, "status", "measure:us-h20-export-control", *given)
    assert (code, said) == (0, "")
    [row] = json.loads(printed)["rows"]
    assert {"eased", "2025-07-14", "Nvidia", "CNN"} <= {value for value in row if isinstance(value, str)}
    code, printed, said = await tradegraph(environment, "status", "measure:h20-export-control")
    assert (code, printed) == (1, "")
    assert "Did you mean measure:us-h20-export-control (" in said


async def test_cypher_reads_and_only_reads(environment, seeded):
    query = "MATCH (c:Company {id: $id}) RETURN c.name AS name"
    assert await tradegraph(environment, "cypher", query, "-p", "id=company:nvidia") == (0, "name\r\nNvidia\r\n", "")
    code, printed, said = await tradegraph(environment, "cypher", "MATCH (n) DETACH DELETE n")
    assert (code, printed) == (1, "")
    assert "only reading is allowed" in said
    assert said.count("\n") == 1


async def test_cypher_is_asked_as_of_a_day(environment, seeded):
    query = "MATCH (:Measure)-[:HAS_STATUS]->(p {status: 'suspended'}) RETURN count(*) AS n"
    clocks = ("--as-of", "2025-07-20", "--known-at", "2025-07-20")
    assert await tradegraph(environment, "cypher", query, *clocks) == (
        0,
        "n\r\n6\r\n",
        "Asked with as_of 2025-07-20, known_at 2025-07-20.\n",
    )
    code, printed, _ = await tradegraph(environment, "cypher", query, *clocks, "--explain", "-f", "json")
    assert (code, "$__asof_day" in printed) == (0, True)
    code, _, said = await tradegraph(environment, "cypher", query, "--as-of", "July")
    assert (code, "as_of is not allowed" in said) == (1, True)


async def test_cypher_prints_while_the_rows_come_and_a_slow_reader_does_not_use_up_its_time(environment, seeded):
    rows = 30_000  # the first part of them already fills a pipe
    settings = environment | {"TRADEGRAPH_CYPHER_MAX_ROWS": str(rows), "TRADEGRAPH_CYPHER_TIMEOUT_S": "10"}
    command = [sys.executable, "-m", "app.cli.main", "cypher", f"UNWIND range(1, {rows}) AS x RETURN x", "-f", "ndjson"]
    process = await asyncio.create_subprocess_exec(*command, env=settings, stdout=subprocess.PIPE, limit=1024)
    first = await process.stdout.readline()
    await asyncio.sleep(11)
    rest = await process.stdout.read()
    assert await process.wait() == 0
    assert first == b'{"x":1}\n'
    assert rest.count(b"\n") == rows - 1
    assert rest.endswith(f'{{"x":{rows}}}\n'.encode())


async def test_cypher_ends_quietly_when_its_reader_has_enough(environment, seeded):
    query = "UNWIND range(1, 1000000000) AS x RETURN x, 'a name' AS name"
    settings = environment | {"TRADEGRAPH_CYPHER_MAX_ROWS": "1000000", "TRADEGRAPH_CYPHER_TIMEOUT_S": "60"}
    command = shlex.join([sys.executable, "-m", "app.cli.main", "cypher", query, "-f", "csv"])
    done = await asyncio.to_thread(
        subprocess.run, ["bash", "-o", "pipefail", "-c", f"{command} | head -n 2"],
        env=settings, capture_output=True, timeout=150,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"x,name\r\n1,a name\r\n", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
@pytest.mark.parametrize(
    "command",
    [
        ["cypher", "RETURN 1", "-f", "csv"], ["query", "counts", "-f", "json"], ["query", "counts", "-f", "table"],
        ["query", "measures", "-f", "table"], ["export"], ["verify", "receipt.json"], ["db", "status"],
    ],
)  # fmt: skip
async def test_output_that_cannot_be_written_is_told(environment, http, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "receipt.json").write_bytes((await http.get("/entities?q=nvidia&receipt=true")).content)
    environment["PYTHONPATH"] = str(ROOT)
    line = shlex.join([sys.executable, "-m", "app.cli.main", *command])
    done = await asyncio.to_thread(
        subprocess.run, f"{line} > /dev/full", shell=True, env=environment, capture_output=True, text=True, timeout=150
    )
    assert done.returncode == 1
    assert done.stderr == "tradegraph: Standard output cannot be written: No space left on device.\n"


@pytest.mark.parametrize(
    ("form", "whole"),
    [("csv", b"x\r\n1\r\n2\r\n"), ("json", b'{"columns":["x"],"rows":[[1],[2]],"truncated":true}\n')],
)
async def test_cypher_says_that_there_was_more(environment, seeded, form, whole):
    query = "UNWIND range(1, 9) AS x RETURN x"
    code, printed, said = await tradegraph(environment, "cypher", query, "--limit", "2", "-f", form)
    assert (code, printed.encode()) == (0, whole)
    assert said == "Cut off after 2 rows: narrow the query, or raise TRADEGRAPH_CYPHER_MAX_ROWS.\n"


async def test_loading_says_what_was_taken_in_and_again_that_nothing_is_new(environment, store):
    files = seed_files()
    code, _, said = await tradegraph(environment, "load", *files)
    assert code == 0
    assert said.startswith("Loaded ")
    assert await tradegraph(environment, "load", *files) == (0, "", "Nothing new.\n")


async def test_loading_from_standard_input_and_gzip(environment, store, tmp_path):
    text = "entities:\n  - {id: company:x, name: X}\n"
    code, _, said = await tradegraph(environment, "load", "-", stdin=text.encode())
    assert (code, "1 entity" in said) == (0, True)
    (tmp_path / "y.jsonl.gz").write_bytes(gzip.compress(b'{"type": "entity", "id": "company:y", "name": "Y"}\n'))
    code, _, said = await tradegraph(environment, "load", str(tmp_path / "y.jsonl.gz"))
    assert (code, "1 entity" in said) == (0, True)


@pytest.mark.parametrize("command", ["load", "check"])
async def test_bad_records_are_all_reported_and_none_is_half_loaded(environment, store, tmp_path, command):
    path = tmp_path / "bad.yaml"
    path.write_text(BAD + "  - {id: company:z}\n")
    code, printed, said = await tradegraph(environment, command, str(path))
    assert (code, printed) == (1, "")
    assert f"{path}:3 id: " in said
    assert f"{path}:4 name: is missing" in said
    assert (await store.table("MATCH (n:Entity) RETURN count(n)", {})).rows == [[0]]


async def test_checking_without_a_database_says_so_and_what_the_files_alone_tell(environment, tmp_path):
    nowhere = {"TRADEGRAPH_NEO4J_URI": f"bolt://127.0.0.1:{free_port()}"}
    code, _, said = await tradegraph(environment, "check", *seed_files(), **nowhere)
    assert (code, said.startswith("No errors: ")) == (0, True)
    assert "Checked without the graph. Neo4j cannot be reached" in said
    assert nowhere["TRADEGRAPH_NEO4J_URI"] in said
    path = tmp_path / "bad.yaml"
    path.write_text(MORE)
    assert (await tradegraph(environment, "check", str(path), **nowhere))[0] == 3
    path.write_text(MORE + FAULT)
    code, _, said = await tradegraph(environment, "check", str(path), **nowhere)
    assert code == 1
    assert said.startswith("References to the graph were not checked. Neo4j cannot be reached")
    assert said.count("\n") == 3
    assert said.endswith(f"  {path}:3 valid_from: '2025-13' is not a date that exists\n")


async def test_no_database_is_started_to_say_that_it_holds_nothing(environment, tmp_path):
    local = {"TRADEGRAPH_NEO4J_URI": "", "TRADEGRAPH_DATA_DIR": str(tmp_path / "data")}
    assert (await tradegraph(environment, "check", *seed_files(), **local))[0] == 0
    path = tmp_path / "more.yaml"
    path.write_text(MORE)
    code, _, said = await tradegraph(environment, "check", str(path), **local)
    assert (code, said.count("is not defined in these files or in the graph")) == (1, 3)
    assert not (tmp_path / "data").exists()


async def test_checking_asks_the_graph_for_what_the_files_do_not_define(environment, seeded, tmp_path):
    path = tmp_path / "more.yaml"
    path.write_text(MORE)
    assert (await tradegraph(environment, "check", str(path)))[0] == 0
    path.write_text(MORE + FAULT)
    code, _, said = await tradegraph(environment, "check", str(path))
    assert (code, said.count("\n"), "valid_from: '2025-13'" in said) == (1, 2, True)
    path.write_text("entities:\n  - {id: company:nvidia-two, name: NVIDIA}\n")
    for command in ("check", "load"):
        code, _, said = await tradegraph(environment, command, str(path))
        assert (code, "is also a name of company:nvidia in the graph" in said) == (1, True)
    path.write_text(MORE)
    path.write_text(path.read_text().replace("company:nvidia", "company:nobody"))
    code, _, said = await tradegraph(environment, "check", str(path))
    assert (code, "company:nobody is not defined in these files or in the graph" in said) == (1, True)


async def test_a_picture_is_one_file(environment, seeded, tmp_path):
    file = tmp_path / "picture.html"
    code, _, said = await tradegraph(
        environment, "picture", "company:nvidia", "-o", str(file), "--as-of", "2025-07-20", "--depth", "2"
    )
    assert (code, "nodes" in said) == (0, True)
    page = file.read_text()
    assert page.startswith("<!doctype html>")
    assert "Nvidia" in page


async def test_the_status_has_the_shape_of_the_contract(environment, seeded):
    code, printed, _ = await tradegraph(environment, "db", "status", "--json")
    status = json.loads(printed)
    assert code == 0
    assert set(status) == {"http", "bolt", "neo4j", "counts"}
    assert set(status["bolt"]) == {"uri", "user", "password"}
    assert set(status["neo4j"]) == {"version", "edition", "local", "running", "uri"}
    assert status["neo4j"]["running"]
    assert set(status["counts"]) == {"entities", "links", "statements"}
    assert status["counts"]["statements"] > 100


async def test_a_backup_restores_the_whole_ledger_into_an_empty_graph_only(environment, store, tmp_path):
    await load(store, read_records(seed_files()))
    # Two entities have one name, as after a reversed merge. `load` refuses both in one batch, `restore` accepts them.
    await load(store, Records(entities=(entity("company:nvidia-two", name="NVIDIA"),)))
    file = str(tmp_path / "backup.jsonl.gz")
    assert (await tradegraph(environment, "db", "backup", file))[0] == 0
    before = await ledger.export_records(store)
    code, _, said = await tradegraph(environment, "db", "restore", file)
    assert (code, "into an empty one" in said) == (1, True)
    await store.clear()
    assert (await tradegraph(environment, "db", "restore", file))[0] == 0
    assert await ledger.export_records(store) == before  # with the time at which each record was first loaded


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("query", "nothing"), 1, "no query 'nothing'"),
        (("query", "timeline"), 1, "id: is required"),
        (("query", "timeline", "-p", "id"), 2, "is not name=value"),
        (("query", "timeline", "-f", "xml"), 2, "--format xml is not known"),
        (("export", "--format", "bogus"), 2, "--format 'bogus' is not known"),
        (("query", "timeline", "-p", "id=measure:m", "--as-of", "2025"), 1, "is not a day"),
        (("query", "--wrong"), 2, "No such option"),
        (("nothing",), 2, "No such command"),
        (("load",), 2, "Missing argument"),
        (("load", "nowhere.yaml"), 1, "there is no such file"),
        (("picture", "company:nobody", "-o", "x.html"), 1, "no entity 'company:nobody'"),
        (("picture", "company:nvidia", "-o", "x.html", "--known-at", "July"), 1, "known_at is not allowed"),
        (("picture", "company:nvidia", "-o", "x.html", "--type", "RESTRICTS,MAKE"), 2, "did you mean MAKES?"),
        (("picture", "company:nvidia", "-o", "x.html", "--kind", "bogus"), 2, "--kind 'bogus' is not known"),
        (("picture", "company:nvidia", "-o", "."), 1, ". is a directory"),
        (("db", "backup", "."), 1, ". is a directory"),
        (("cypher", "RETURN"), 1, "tradegraph: "),
        (("db", "start"), 3, "names a Neo4j that is not the local one"),
    ],
)  # fmt: skip
async def test_wrong_use_is_one_plain_sentence_and_its_exit_code(environment, seeded, arguments, code, says):
    found, printed, said = await tradegraph(environment, *arguments)
    assert (found, printed) == (code, "")
    assert says in said


@pytest.mark.parametrize(
    ("settings", "code", "says"),
    [
        ({"TRADEGRAPH_NEO4J_URI": "bolt://127.0.0.1:1"}, 3, "At bolt://127.0.0.1:1: check that it is running"),
        ({"TRADEGRAPH_NEO4J_PASSWORD": "wrong-password"}, 3, "TRADEGRAPH_NEO4J_PASSWORD"),
        ({"TRADEGRAPH_NEO4J_DATABASE": "nothing"}, 3, "no database 'nothing'"),
        ({"TRADEGRAPH_NEO4J_URI": "nonsense"}, 2, "is not the address of a Neo4j"),
        ({"TRADEGRAPH_NEO4J_PASSWORD": ""}, 2, "TRADEGRAPH_NEO4J_PASSWORD is missing"),
        ({"TRADEGRAPH_PORT": "many"}, 2, "TRADEGRAPH_PORT"),
        ({"TRADEGRAPH_CYPHER_TIMEOUT_S": "0"}, 2, "TRADEGRAPH_CYPHER_TIMEOUT_S"),
        ({"TRADEGRAPH_HOST": "0.0.0.0"}, 2, "TRADEGRAPH_ALLOWED_HOSTS"),
    ],
)  # fmt: skip
async def test_a_setting_that_does_not_hold_is_named(environment, seeded, settings, code, says):
    found, _, said = await tradegraph(environment, "cypher", "RETURN 1", **settings)
    assert (found, says in said) == (code, True), said


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "says"),
    [
        (("db", "start"), {"TRADEGRAPH_NEO4J_URI": ""}, 3, "/dev/null/x cannot hold Neo4j's files: Not a directory."),
        (("serve", "--port", "0"), {}, 2, "cannot be stored in /dev/null/x (Not a directory): set TRADEGRAPH_READER"),
        (("db", "status"), {}, 0, ""),
    ],
)
async def test_a_data_directory_that_cannot_be_is_told_where_it_is_needed(
    environment, seeded, arguments, settings, code, says
):
    found, _, said = await tradegraph(environment, *arguments, TRADEGRAPH_DATA_DIR="/dev/null/x", **settings)
    assert (found, says in said) == (code, True), said


def test_where_a_service_answers_is_noted_only_where_it_can_be(tmp_path):
    for data_dir in (Path("/dev/null/x"), tmp_path / "none", tmp_path):
        settings, served = Settings(data_dir=data_dir), ServiceAddresses("http://127.0.0.1:1", "bolt://127.0.0.1:2")
        with write_service_file(settings, served):
            assert (read_service_file(settings) == served) == (data_dir == tmp_path)
        assert read_service_file(settings) == ServiceAddresses("http://127.0.0.1:8000", None)
    (tmp_path / "served.json").write_text("[1]")
    assert read_service_file(Settings(data_dir=tmp_path)) == ServiceAddresses("http://127.0.0.1:8000", None)


def test_a_file_is_written_whole_or_nothing_is_left_of_it(tmp_path):
    (tmp_path / "x.part").symlink_to("/dev/full")
    with pytest.raises(InvalidParameter, match=r"x cannot be written: No space left on device\.$"):
        write_output(tmp_path / "x", b"content")
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_foresaw_is_a_plain_sentence_too(monkeypatch, capsys):
    def broken():
        raise RuntimeError("something\nodd")

    monkeypatch.setattr(main, "app", broken)
    with pytest.raises(SystemExit) as ended:
        main.run()
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (1, 1)
    assert said.startswith("tradegraph: Internal error (RuntimeError something odd)")
    shown = debug_enabled.set(True)
    with pytest.raises(RuntimeError):
        main.run()
    debug_enabled.reset(shown)


async def test_help_names_every_setting(environment):
    from app.settings import list_settings

    _, printed, _ = await tradegraph(environment, "serve", "--help")
    assert all(name in printed for name, *_ in list_settings())


def test_the_command_is_installed():
    assert (Path(sys.executable).parent / "tradegraph").exists()


async def test_a_parameter_of_brackets_without_end_is_a_text(environment, seeded):
    code, printed, _ = await tradegraph(environment, "cypher", "RETURN size($x) AS n", "-p", "x=" + "[" * 50_000)
    assert (code, printed.split()) == (0, ["n", "50000"])


@pytest.mark.parametrize("form", ["csv", "table"])
async def test_a_code_that_was_read_as_a_number_is_named_where_nothing_was_found(environment, seeded, form):
    query = "MATCH (p:Product {hs: $hs}) WHERE $id <> '' AND $of IS NULL RETURN p.id AS id"
    given = ("-p", "hs=854231", "-p", "id=company:x", "-p", "of=null", "-f", form)
    code, _, said = await tradegraph(environment, "cypher", query, *given)
    assert code == 0
    assert "hs was read as 854231, not as text. For text, write --param 'hs=\"854231\"'." in said
    assert "of was read as null" in said
    assert "id was read" not in said
    text = ("-p", 'hs="854231"', "-p", "id=company:x", "-p", "of=[]", "-f", form)
    _, _, said = await tradegraph(environment, "cypher", query, *text)
    assert "was read" not in said
    _, _, said = await tradegraph(environment, "cypher", "RETURN $n AS n", "-p", "n=5", "-f", form)
    assert "was read" not in said


async def test_the_last_day_of_the_calendar_asks_for_what_is_known_at_last(environment, seeded):
    now, latest = [
        (await tradegraph(environment, "query", "counts", *known))[1] for known in ((), ("--known-at", "9999-12-31"))
    ]
    assert latest == now != ""
    given = ("query", "neighbours", "-p", "ids=company:nvidia", "--as-of")
    last, before = [(await tradegraph(environment, *given, day))[1] for day in ("9999-12-31", "9990-01-01")]
    assert last == before
    assert len(last.splitlines()) > 1
