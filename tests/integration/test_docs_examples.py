"""The examples in the documentation, run on the service: queries, snippets, calls and answers."""

import re
import shlex
import warnings

import pytest
from docs_pages import FENCE, NAMES, PAGES, VALUES, blocks, calls, ids, section
from project import ROOT
from records import records_of

# --- snippets -------------------------------------------------------------------------------------------------------

RUN = blocks("cypher run")
PYTHON = blocks("python run")


@pytest.mark.parametrize(("name", "number", "text"), RUN, ids=ids(RUN))
async def test_every_query_shown_finds_something(seeded, name, number, text):
    table = await seeded.table(text, {key: value for key, value in VALUES.items() if f"${key}" in text})
    assert table.rows


@pytest.mark.parametrize(("name", "number", "text"), PYTHON, ids=ids(PYTHON))
def test_every_snippet_of_python_runs_and_prints_what_is_shown(door, seeded, monkeypatch, capsys, name, number, text):
    monkeypatch.chdir(ROOT)
    user, password = door.auth
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # py2neo uses deprecated parts of Python
        exec(compile(text, f"{name}-{number}", "exec"), {"uri": door.uri, "user": user, "password": password})
    page_text = (ROOT / name).read_text(encoding="utf-8")
    shown = page_text.split(text, 1)[1].split("```text\n", 1)[1].split("```", 1)[0]
    printed = _words(capsys.readouterr().out)
    for line in shown.splitlines():
        assert line == "…" or _words(line) in printed, f"{name} shows {line!r}, which is not printed"


def _words(text: str) -> str:
    return " ".join(text.split())


#: Calls that are shown because they return an error.
REFUSED = {"/measures?statu=in_force": 422}


@pytest.mark.parametrize(("url", "name"), calls(), ids=[url for url, _ in calls()])
async def test_every_call_shown_is_answered(http, url, name):
    answer = await http.get(url, headers={"Accept": "*/*"})
    assert answer.status_code == REFUSED.get(url, 200), f"{name}: {answer.text[:300]}"


def answered() -> list[tuple[str, str, str, str]]:
    """Return every call or command whose answer follows it: page, calls, format and answer."""
    pattern = re.compile(
        r"^```sh\n((?:(?!```).*\n)*)```\n\n(?:gives\n\n)?```(text|json)\n((?:(?!```).*\n)*)```$", re.MULTILINE
    )
    return [
        (name, *found)
        for path, name in zip(PAGES, NAMES, strict=True)
        for found in pattern.findall(path.read_text(encoding="utf-8"))
        if "make serve" not in found[0] and "/paths?" not in found[0]
    ]


@pytest.mark.parametrize(
    ("name", "asked", "form", "shown"), answered(), ids=[f"{a[0]}-{a[1][:60]}" for a in answered()]
)
async def test_every_answer_shown_is_the_real_one(http, name, asked, form, shown):
    given = "\n".join([await _answer(http, line) for line in re.split(r"\n(?! )", asked.replace("\\\n", "").strip())])
    if form == "text":
        for line in filter(None, shown.splitlines()):
            pattern = ".*".join(map(re.escape, line.split("…")))
            assert re.search(rf"^{pattern}$", given.replace("\r", ""), re.MULTILINE), f"{name} shows {line!r}"
        return
    at = 0
    for part in re.sub(r"\n\s*", "", re.sub(r'"request_id":"\w+"', '"request_id":"…"', shown)).split("…"):
        at = given.find(part, at)
        assert at >= 0, f"{name} shows {part!r}, which is not in {given}"


async def _answer(http, line: str) -> str:
    """Return the answer to a command line of the documentation, fetched over HTTP."""
    words = shlex.split(line)
    url = next((word for word in words if word.startswith("http://127.0.0.1:8000")), "")
    if words[:2] == ["tradegraph", "query"]:
        options = dict(zip(words[3::2], words[4::2], strict=True))
        asked = dict(value.split("=", 1) for key, value in options.items() if key in ("-p", "--param"))
        asked |= {
            key[2:].replace("-", "_"): value for key, value in options.items() if key in ("--as-of", "--known-at")
        }
        return (await http.get(f"/queries/{words[2]}", params=asked, headers={"Accept": "text/csv"})).text
    headers = dict([words[words.index("-H") + 1].split(": ")]) if "-H" in words else {}
    if "-d" in words:
        return (await http.post(url, content=words[words.index("-d") + 1], headers=headers)).text
    return (await http.get(url, headers=headers)).text


async def test_the_readme_s_path_is_the_one_that_is_found(http):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    url = re.search(r"http://127\.0\.0\.1:8000(/paths[^']*)", text)[1]
    (path,) = (await http.get(url)).json()["items"]
    shown = path["nodes"][0]["name"]
    for link, node in zip(path["links"], path["nodes"][1:], strict=True):
        onward = link["object"] == node
        shown += f" -{link['type']}-> {node['name']}" if onward else f" <-{link['type']}- {node['name']}"
    assert shown in text


async def test_the_records_shown_are_one_and_the_same_and_hold(tmp_path, seeded):
    from graph.ingest.batch import parse
    from graph.ingest.readers import read_files
    from graph.ledger import check_batch

    shown = dict(FENCE.findall(section("records.md", "## The formats")))
    statements = set()
    for name, files in (("yaml", ["yaml"]), ("jsonl", ["json"]), ("csv", ["json", "csv"])):
        paths = []
        for number, info in enumerate(files):
            suffix = "jsonl" if info == "json" else info
            path = tmp_path / f"{name}-{number}.{suffix}"
            path.write_text(shown[info], encoding="utf-8")
            paths.append(str(path))
        batch = parse(read_files(paths))
        await check_batch(seeded, batch)
        statements |= {statement.id for statement in records_of(batch).statements}
    assert len(statements) == 1
