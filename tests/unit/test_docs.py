"""The documentation matches the code: everything is documented, links have targets, and snippets are valid."""

import datetime as dt
import importlib.util
import inspect
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
import typer
from docs_pages import DOCS, FENCE, NAMES, PAGES, VALUES, blocks, calls, ids, page, section
from project import ROOT
from records import said, source
from typer.core import TyperGroup
from typing_extensions import get_type_hints, is_typeddict

from app.api import schemas
from app.api.middleware import MAX_BODY
from app.cli.main import app as commands
from app.main import create_app
from app.mcp.tools import Tools
from app.settings import Settings, list_settings
from graph.errors import TradegraphError
from graph.guard import ALLOWED_PROCEDURES, check
from graph.ledger import BATCH
from graph.local_neo4j.jars.cache import read_lock
from graph.model.dates import holds, parse_end, parse_partial
from graph.model.vocabulary import vocabulary
from graph.projection.claims import SAME_ACT_TOLERANCE
from graph.projection.lifecycle import RULE_DESCRIPTIONS
from graph.projection.project import project
from graph.query_library import GROUPS, load_library
from graph.store import QueryLimits
from graph.views.search_ranking import MIN_SCORE
from graph.views.types import entities, evidence, matches, measures
from graph.views.types import links as link_types

#: Environment variables of the code in docs/tools/ that the service does not read.
FOR_TOOLS = {"TRADEGRAPH_BOLT", "TRADEGRAPH_HTTP"}


# --- everything in the code is documented ---------------------------------------------------------------------------


def make() -> object:
    spec = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["queries.md", "vocabulary.md", "performance.md"])
def test_a_page_made_from_data_is_up_to_date(name):
    assert page(name) == make().PAGES[name](), f"docs/{name} is out of date: run python docs/make.py"


@pytest.mark.parametrize(("name", "default", "_what"), list_settings(), ids=[row[0] for row in list_settings()])
def test_every_setting_is_described_with_its_default(name, default, _what):
    rows = re.findall(rf"^\| `{name}` \| (.*?) \|", section("operators.md", "## Settings"), re.MULTILINE)
    assert len(rows) == 1, f"docs/operators.md has no line for {name}"
    assert not default or f"`{default}`" in rows[0], f"docs/operators.md: the default of {name} is {default}"


def test_no_setting_is_described_that_there_is_not():
    known = FOR_TOOLS | {name for name, *_ in list_settings()}
    for path in PAGES:
        for name in re.findall(r"TRADEGRAPH_[A-Z0-9_]*[A-Z0-9]", path.read_text(encoding="utf-8")):
            assert name in known or name.startswith("TRADEGRAPH_TEST_"), f"{path.name} names {name}"


def routes() -> list[tuple[str, str, dict]]:
    nothing_runs = SimpleNamespace(settings=Settings())
    paths = create_app(nothing_runs)._app.openapi()["paths"]
    return [(method.upper(), path, call) for path, calls in paths.items() for method, call in calls.items()]


@pytest.mark.parametrize(("method", "path", "call"), routes(), ids=[f"{m} {p}" for m, p, _ in routes()])
def test_every_route_is_described_with_its_parameters(method, path, call):
    heading = f"### `{method} {path}`"
    if path in ("/healthz", "/readyz"):
        assert f"`{method} {path}`" in section("http-api.md", "## The service")
        return
    text = section("http-api.md", heading)
    for parameter in call.get("parameters", []):
        if parameter["name"] in ("receipt", "format", "excel") and path != "/export":  # the same in all calls
            assert f"`{parameter['name']}" in section("http-api.md", "## Conventions")
        elif parameter["in"] == "query":
            assert f"`{parameter['name']}`" in text, f"docs/http-api.md: {heading} lacks {parameter['name']}"
            default = parameter["schema"].get("default")
            row = re.search(rf"^\| `{parameter['name']}` \| (.*?) \|", text, re.MULTILINE)
            if row and default is not None:
                assert row[1].strip("`") in (str(default), json.dumps(default)), (
                    f"docs/http-api.md: {heading}: {parameter['name']}"
                )


def shapes() -> list[type]:
    models = [s for _, s in inspect.getmembers(schemas, inspect.isclass) if issubclass(s, schemas.StrictModel)]
    found = {
        s.__name__: s
        for module in (schemas, entities, evidence, link_types, matches, measures)
        for _, s in inspect.getmembers(module, is_typeddict)
        if s.__closed__
    }
    return [*(s for s in models if s is not schemas.StrictModel), *found.values()]


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.__name__)
def test_every_key_of_every_shape_is_described(shape):
    where = {
        "FoundEntity": "### Entity", "EntityDetails": "### Entity", "EntityCore": "### Entity",
        "Directions": "### Entity", "SourceReference": "### Statement",
        "Hop": "### Path", "DateWindow": "### Path", "Period": "### Timeline", "Exchange": "### Negotiation",
        "QueryParameter": "### Query description", "QueryDescription": "### Query description",
        "QuerySummary": "### Query description", "ProblemItem": "### Problem", "LoadResponse": "### Changed",
        "ProblemDetails": "### Problem", "CypherRequest": "### `POST /cypher`", "Health": "## The service",
        "Readiness": "## The service", "CalendarEvent": "### Calendar event",
        "SnapBackConditions": "### Calendar event", "PendingAct": "### Pending act",
        "FactReference": "### Dispute", "DisputedClaim": "### Dispute", "DisputeSide": "### Dispute",
        "TrackRecord": "### Record", "TrackRecordItem": "### Record", "TrackRecordSummary": "### Record",
        "FollowUp": "### Record", "ChainLink": "### Chain",
        "MatchReason": "### Match", "Restriction": "### Match", "MatchCandidate": "### Match",
        "MatchResult": "### Match",
        "SceneNode": "### Scene", "SceneLink": "### Scene", "StatusSpan": "### Scene",
        "StatuslessSpan": "### Scene", "LinkSpan": "### Scene",
    }  # fmt: skip
    base = {
        "FoundEntity": entities.EntityResponse, "EntityDetails": entities.EntityResponse,
        "MeasureResponse": entities.EntityCore, "Hop": link_types.LinkResponse,
        "FollowUp": link_types.StatementResponse,
    }.get(shape.__name__)  # fmt: skip
    said_there = section("http-api.md", where.get(shape.__name__, f"### {shape.__name__.removesuffix('Response')}"))
    for key in _keys(shape) - (_keys(base) if base else set()):
        assert f"`{key}`" in said_there, f"docs/http-api.md: the shape {shape.__name__} lacks {key}"


def test_an_entity_may_have_every_key_of_a_measure():
    of_entity, of_measure = get_type_hints(entities.EntityResponse), get_type_hints(entities.MeasureResponse)
    assert of_entity == of_measure | {"measure_kind": str | None}


def _keys(shape: type) -> set[str]:
    if is_typeddict(shape):
        return set(get_type_hints(shape))
    return {field.alias or name for name, field in shape.model_fields.items()}


def test_every_error_is_described():
    text = page("errors.md")
    for error in _errors(TradegraphError):
        row = rf"^\| `{error.__name__}`[^|]*\| `{error.slug}` \| {error.status} \| {error.exit_code} \|"
        assert re.search(row, text, re.MULTILINE), f"docs/errors.md lacks a line that begins {row}"


def _errors(root: type[TradegraphError]) -> Iterator[type[TradegraphError]]:
    from app.api.negotiation import NotAcceptable

    assert issubclass(NotAcceptable, root)  # subclasses outside graph.errors must be imported, too
    waiting, seen = list(root.__subclasses__()), set()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error not in seen and error.__module__.startswith(("graph.", "app.")):
            seen.add(error)
            yield error


def leaves() -> list[tuple[str, object]]:
    """Return every command, by its full name."""

    def below(command, name):
        if not isinstance(command, TyperGroup):
            yield name, command
            return
        for sub in command.list_commands(None):
            inner = command.get_command(None, sub)
            if not inner.hidden:
                yield from below(inner, f"{name} {sub}")

    return list(below(typer.main.get_command(commands), "tradegraph"))


@pytest.mark.parametrize(("name", "command"), leaves(), ids=[name for name, _ in leaves()])
def test_every_command_is_described_with_its_options(name, command):
    family = "## `tradegraph db`" if name.startswith("tradegraph db ") else f"## `{name}"
    heading = next((h for h in re.findall(r"^## .*$", page("command-line.md"), re.MULTILINE) if h == family), None)
    heading = heading or next(
        (h for h in re.findall(r"^## .*$", page("command-line.md"), re.MULTILINE) if re.match(rf"{family}[ `]", h)), ""
    )
    text = section("command-line.md", heading)
    assert f"`{name}" in heading + text, f"docs/command-line.md does not describe {name}"
    for option in command.params:
        for flag in option.opts if option.opts[0].startswith("-") else ():
            assert re.search(rf"`{flag}[ `]|[ `]{flag}[ `]", text), f"docs/command-line.md: {name} lacks {flag}"


def test_every_tool_of_agents_is_described():
    text = section("agents.md", "## The tools")
    for tool in Tools(SimpleNamespace(answers=None)).list_tools():
        assert f"| `{tool.__name__}` |" in text, f"docs/agents.md lacks {tool.__name__}"


def test_the_option_of_every_command_is_described():
    for option in typer.main.get_command(commands).params:
        assert option.opts[0] in page("command-line.md")


def test_every_query_and_parameter_is_described():
    for query in load_library().values():
        text = section("queries.md", f"### `{query.name}`")
        for parameter in query.parameters:
            assert f"| `{parameter.name}` | {parameter.type} |" in text
    assert set(make()._GROUPS) == set(GROUPS)
    assert f"[{len(load_library())} questions]" in page("analysts.md")


def test_every_word_of_the_vocabulary_is_described():
    text, words = page("vocabulary.md"), vocabulary()
    for kind in words.kinds.values():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{kind.name}` |"))
        assert all(f"`{name}`" in row for name in (*kind.identifiers, *kind.properties))
    for relationship in words.relationships.values():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{relationship.name}` |"))
        assert all(f"`{name}`" in row for name in relationship.properties)
        assert all(kind in row for pair in relationship.joins for kinds in pair for kind in kinds)
    for stance in words.stances:
        assert f"| `{stance}` |" in text
    for status in words.statuses:
        assert f"- `{status}`" in text


def test_every_rule_of_a_life_is_described_in_the_words_of_the_code():
    for rule, what in RULE_DESCRIPTIONS.items():
        assert f"| `{rule}` | {what} |" in page("time.md")


def test_figures_that_are_told_are_those_of_the_code():
    jars = read_lock()
    size = f"{sum(jar.size for jar in jars) / 1e6:.0f} MB"
    assert f"{len(jars)} files, {size}" in page("operators.md")
    assert size in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"further apart than {SAME_ACT_TOLERANCE.days} days" in page("time.md")
    assert f"{BATCH:,}" in page("records.md")
    limits = QueryLimits()
    told = section("cypher.md", "## Ad-hoc Cypher")
    for figure in (
        f"{limits.max_rows:,}",
        f"{limits.max_bytes >> 20} MiB",
        f"{limits.timeout_s:g} s",
        f"{limits.max_concurrent} q",
    ):
        assert figure in told, f"docs/cypher.md does not say {figure}"
    assert f"below a score of {MIN_SCORE}" in page("analysts.md").lower()
    assert MAX_BODY == 1024 * 1024 and "1 MiB" in page("http-api.md")


def test_every_procedure_that_may_be_called_is_listed():
    listed = section("cypher.md", "## Ad-hoc Cypher").split("<!-- procedures -->")[1].split("\n\n")[0]
    assert set(re.findall(r"`([\w.]+)`", listed)) == set(ALLOWED_PROCEDURES)


def test_every_field_of_a_record_is_described():
    from graph.ingest import validator

    for heading, fields in (
        ("Entity", validator.ENTITY_CHECKS),
        ("Source", validator.SOURCE_CHECKS),
        ("Statement", validator.STATEMENT_CHECKS),
    ):
        text = section("records.md", f"### {heading}")
        for name in fields:
            assert re.search(rf"^\| .*`{name}`.* \|", text, re.MULTILINE), f"docs/records.md: {heading} lacks {name}"


def test_every_identifier_of_the_vocabulary_is_described_with_its_form():
    rows = re.findall(r"^\| `(\w+)` \| .*$", section("records.md", "### Identifiers"), re.MULTILINE)
    assert sorted(rows) == sorted({name for kind in vocabulary().kinds.values() for name in kind.identifiers})


def test_contributing_says_what_every_package_and_top_level_module_holds():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in sorted([*(ROOT / "app").iterdir(), *(ROOT / "graph").iterdir()]):
        name = path.relative_to(ROOT)
        if path.suffix == ".py" and path.stem != "__init__":
            assert f"`{name}`" in text, f"CONTRIBUTING.md does not say what {name} holds"
        elif (path / "__init__.py").exists():
            assert f"`{name}/`" in text, f"CONTRIBUTING.md does not say what {name}/ holds"


# --- links have targets ---------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{path.name} links to {target}"
        assert ROOT in there.parents
        assert not anchor or anchor in anchors(there), f"{path.name} links to {target}: no such heading"


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_file_that_is_named_is_there(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    for name in re.findall(r"`((?:app|graph|cypher|docs|tests|seed_data)/[\w./-]*\w/?)`", text):
        if not re.search(r"NAME|/x\.cypher$", name):
            assert (ROOT / name).exists(), f"{path.name} names {name}"


@pytest.mark.parametrize("path", sorted((DOCS / "images").iterdir()), ids=lambda path: path.name)
def test_pictures_are_small_and_shown(path):
    assert path.stat().st_size < 200_000
    assert any(f"images/{path.name}" in page.read_text(encoding="utf-8") for page in PAGES)


# --- snippets are valid ---------------------------------------------------------------------------------------------

CYPHER = blocks("cypher")


@pytest.mark.parametrize(("name", "number", "text"), CYPHER, ids=ids(CYPHER))
def test_every_query_shown_passes_the_guard(name, number, text):
    check(text, VALUES)


@pytest.mark.parametrize(("name", "number", "text"), blocks("python"), ids=ids(blocks("python")))
def test_every_snippet_of_python_is_python(name, number, text):
    compile(text, name, "exec")


def shell() -> list[tuple[str, list[str]]]:
    """Return every tradegraph command in the documentation once, as a list of words."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, _, text in [*blocks("sh"), *blocks("console")]:
        for line in text.replace("\\\n", " ").splitlines():
            command = re.sub(r"^\$ ", "", line.split("   #")[0])
            command = re.sub(r"^(\w+=\S+ )+", "", command)
            if command.startswith("tradegraph ") and "…" not in command:
                found.setdefault(command, (name, shlex.split(command)[1:]))
    return list(found.values())


@pytest.mark.parametrize(("name", "words"), shell(), ids=[" ".join(words) for _, words in shell()])
def test_every_command_shown_has_the_form_that_it_takes(name, words):
    command = typer.main.get_command(commands)
    context = command.make_context("tradegraph", list(words))
    while isinstance(command, TyperGroup):
        sub, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(sub, list(rest), parent=context)
    given = context.params
    if words[0] == "query" and given["name"] and "x=1" not in words:
        values = dict(pair.split("=", 1) for pair in given["param"])
        values |= {key: given[key] for key in ("as_of", "known_at") if given[key]}
        load_library()[given["name"]].values(values)


@pytest.mark.parametrize(("url", "name"), [c for c in calls() if c[0].startswith("/queries/")])
def test_every_call_of_the_library_gives_both_clocks_or_says_today(url, name):
    parts = urlsplit(url)
    load_library()[parts.path.rsplit("/", 1)[1]].values(dict(parse_qsl(parts.query)))


# --- the examples of docs/time.md -----------------------------------------------------------------------------------

SOURCES = {s.id: s for s in (source("a", "2025-02-01"), source("b", "2025-04-02"), source("c", "2025-07-17"))}
B, C = {"source": "source:b"}, {"source": "source:c"}


def links(*statements, known="2026-01-01"):
    at = dt.datetime.fromisoformat(f"{known}T00:00:00+00:00")
    found = [x for x in project(statements, SOURCES).links if x.known_from <= at < x.known_to]
    return [
        (str(x.start.first), str(x.start.last), x.certainty, x.n_sources) for x in sorted(found, key=lambda x: x.start)
    ]


def periods(*statements, known="2026-01-01"):
    at = dt.datetime.fromisoformat(f"{known}T00:00:00+00:00")
    found = [p for p in project(statements, SOURCES).periods if p.known_from <= at < p.known_to]
    return [
        (p.status, str(p.start.last), "open" if p.end.last.year == 9999 else str(p.end.last), p.rule, p.scheduled)
        for p in sorted(found, key=lambda p: p.start)
    ]


@pytest.mark.parametrize(
    ("statements", "known", "expected"),
    [
        ([said(valid_from=None)], "2026-01-01", [("2025-02-01", "2025-02-01", "asserted", 1)]),
        ([said(predicate="MAKES", subject="company:x", obj="product:y")], "2026-01-01",
         [("0001-01-01", "2025-02-01", "asserted", 1)]),
        ([said(stance="expects")], "2026-01-01", [("2025-02-01", "9999-12-31", "expected", 1)]),
        ([said(stance="expects", valid_from="2025")], "2026-01-01", [("2025-02-01", "2025-12-31", "expected", 1)]),
        ([said("company:x", "BASED_IN", "government:y", valid_from="2025")], "2026-01-01",
         [("2025-01-01", "2025-02-01", "asserted", 1)]),
        ([said(predicate="IMPOSED", valid_from="2025"), said(predicate="IMPOSED", valid_from="2025-01-20", **B)],
         "2025-03-01", [("2025-01-01", "2025-02-01", "asserted", 1)]),
        ([said(predicate="IMPOSED", valid_from="2025"), said(predicate="IMPOSED", valid_from="2025-01-20", **B)],
         "2026-01-01", [("2025-01-20", "2025-01-20", "asserted", 2)]),
        ([said(valid_from="2025-01-14"), said(valid_from="2025-03-20", **B)], "2026-01-01",
         [("2025-01-14", "2025-01-14", "asserted", 1), ("2025-03-20", "2025-03-20", "asserted", 1)]),
        ([said(valid_from="2025-01-14"), said(valid_from="2025-01-15", **B)], "2025-03-01",
         [("2025-01-14", "2025-01-14", "asserted", 1)]),
        ([said(valid_from="2025-01-14"), said(valid_from="2025-01-15", **B)], "2026-01-01",
         [("2025-01-14", "2025-01-14", "disputed", 1), ("2025-01-15", "2025-01-15", "disputed", 1)]),
        ([said(), said(stance="denies", said_by="official:wang", **B)], "2026-01-01",
         [("2025-02-01", "2025-02-01", "disputed", 1)]),
        ([said(said_by="official:x"), said(stance="retracts", said_by="official:x", **C)], "2025-06-01",
         [("2025-02-01", "2025-02-01", "asserted", 1)]),
        ([said(said_by="official:x"), said(stance="retracts", said_by="official:x", **C)], "2026-01-01", []),
    ],
)  # fmt: skip
def test_the_examples_of_links_that_are_told(statements, known, expected):
    assert links(*statements, known=known) == expected


def test_the_examples_of_lives_that_are_told():
    acts = (
        said(predicate="IMPOSED", valid_from="2025-01-20"),
        said(predicate="SUSPENDED", valid_from="2025-04-10", valid_to="2025-07-09", **B),
        said(predicate="EXTENDED", valid_from="2025-07-08", valid_to="2025-08-12", **C),
    )
    rows, known = [], ""
    for line in section("time.md", "### `act`, `snap_back` and `extension`").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[0] in ("A", "B", "C", "") and cells[1] != "---":
            known = cells[0] or known
            rows.append((known, (*cells[1:5], cells[5] == "yes")))
    days = {"A": "2025-02-01", "B": "2025-04-02", "C": "2025-07-17"}
    assert rows == [(name, row) for name, day in days.items() for row in periods(*acts, known=day)]
    assert periods(said(predicate="IMPOSED", valid_from="2025-01-20", valid_to="2026-01-20")) == [
        ("in_force", "2025-01-20", "2026-01-20", "act", False),
        ("expired", "2026-01-20", "open", "stated_end", True),
    ]
    assert [p[::3] for p in periods(said(valid_from="2025-04-10", valid_to="2025-07-09", **B))] == [
        ("in_force", "implied"), ("eased", "act"), ("in_force", "snap_back"),
    ]  # fmt: skip


def test_the_tables_of_dates_that_are_told():
    text = section("time.md", "## Dates")
    for given, start, end in re.findall(r"^\| `([\d-]+)` \| (.*?) \| (.*?) \|$", text, re.MULTILINE):
        for shown, span in ((start, parse_partial(given)), (end, parse_end(given))):
            assert shown in ("that day", f"{span.first} to {span.last}")
    asked = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| `(\w+)` \|$", text, re.MULTILINE)
    assert len(asked) == 3
    for day, answer in asked:
        assert holds(day, ("2024-07-01", "2024-07-31"), ("9999-12-31", "9999-12-31")) == answer
