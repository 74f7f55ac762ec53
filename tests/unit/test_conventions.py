"""Conventions that no linter checks: sizes, names, the place of query texts, and the vocabulary."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from project import ROOT

from graph.cypher_files import CYPHER_DIR, find_parameters, schema_names, strip_comments_and_strings
from graph.model.vocabulary import vocabulary

MODULES = sorted(path for part in ("graph", "app") for path in (ROOT / part).rglob("*.py"))
OWN_QUERIES = sorted(path for part in ("ledger", "pages", "server") for path in (CYPHER_DIR / part).glob("*.cypher"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p) != "app.settings"], ids=name_of)
def test_only_the_settings_read_the_environment_of_the_service(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(environ|getenv)[^\n]*TRADEGRAPH_", text)


_CYPHER = re.compile(
    r"\b(MATCH\s*\(|MERGE\s*\(|CREATE\s*\(|UNWIND\s+\$|DETACH\s+DELETE|RETURN\s+\w+\s+(AS|LIMIT)\b|"
    r"ALTER\s+CURRENT|SHOW\s+(INDEXES|CONSTRAINTS))"
)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_query_text_stands_in_python(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            assert not _CYPHER.search(node.value), f"{path}:{node.lineno} holds a query: put it into a .cypher file"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_read_without_a_scroll_bar(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 300, f"{path} has grown: split it where its meaning splits"


def test_every_kind_has_its_constraint_and_its_names_are_unique():
    assert {f"{kind.lower()}_id" for kind in vocabulary().kinds} <= set(schema_names())
    assert len(set(schema_names())) == len(schema_names())


def test_a_property_never_takes_the_name_of_what_every_link_and_entity_carries():
    links = {
        "link_id", "fact_id", "valid_from", "valid_from_latest", "valid_to", "valid_to_earliest", "known_from",
        "known_to", "certainty", "n_sources", "statement_id", "fulfilled_by", "type", "subject", "object",
    }  # fmt: skip
    for relationship in vocabulary().relationships.values():
        assert not links & relationship.properties.keys(), relationship.name
    for kind in vocabulary().kinds.values():
        names = [*kind.identifiers, *kind.properties]
        assert not {"id", "kind", "name", "aliases"} & set(names)
        assert len(names) == len(set(names))


def test_the_vocabulary_joins_kinds_that_there_are():
    known = vocabulary().kinds.keys()
    for relationship in vocabulary().relationships.values():
        assert relationship.joins
        for sources, targets in relationship.joins:
            assert sources <= known
            assert targets <= known
        assert relationship.status is None or relationship.status in vocabulary().statuses


@pytest.mark.parametrize("path", OWN_QUERIES, ids=lambda p: p.stem)
def test_no_value_is_written_into_a_query(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\{\w*\}\}|%s|\{\{", strip_comments_and_strings(text))
    # Labels and types that depend on the record are parameters too, in Neo4j's form $(…).
    used = set(re.findall(r"\$([a-z_]\w*)", strip_comments_and_strings(text)))
    assert used == find_parameters(text)


def test_every_file_of_queries_is_used():
    source = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    for path in OWN_QUERIES:
        assert f'"{path.parent.name}/{path.stem}"' in source, f"{path.name} is used nowhere"


def test_nothing_of_this_machine_or_of_a_registry_is_in_the_project():
    names = re.compile(rb"pypi\.org|pythonhosted|npmjs|maven\.org|/root/|/work/|crates\.io|proxy\.golang|repo1\.")
    for name in _tracked_files():
        if ROOT / name != Path(__file__):
            found = names.search((ROOT / name).read_bytes())
            assert not found, f"{name} names a registry or a path of one machine"


def test_a_folder_has_at_most_ten_modules():
    for folder in sorted({path.parent for path in MODULES}):
        modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(modules) <= 10, f"{folder.relative_to(ROOT)} has {len(modules)} modules: split it"


def test_a_name_of_a_class_is_there_once():
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert not twice, "one class, one name: " + "; ".join(f"{name} in {', '.join(at)}" for name, at in twice.items())


def test_a_name_of_a_test_module_is_there_once():
    """Check the names, because pytest imports test modules by their names alone."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert not [name for name, number in names.items() if number > 1]


#: Former names of modules.
FORMER_MODULES = re.compile(
    r"""\b(?:
    graph[./](?:
        cypherfiles|vocabulary|dates|names|identity|reading|fields|judge|records|project|claims|life|rows|shapes|spans
        |search|insights|answers|local|store[./](?:plain|values|stuck)|ledger[./](?:base|feed|joining|judging|loading|projecting)
        |guard[./](?:tokens|allowed|patterns|sizes)
    )
    |app[./](?:
        params|contract|problems|shield|streams|receipts|routers|docs|tables|exports|favourites|picture|sheets|explorer
        |layout|curves|slots|looks|texts|compare|timeline|engine|service|verifying|agents
        |bolt[./](?:packstream|frames|handshake|messages|door|visit|wires|turns|flow|pulls|rules)
        |cli[./](?:serving|loading|asking|taking|database|agents|printing|outlet)
    )
    |tests[./](?:test_\w+|clients|java|cypher|examples)
    )\b(?!\()""",
    re.VERBOSE,
)


def test_no_former_name_of_a_module_is_left():
    left = []
    for name in _tracked_files():
        if name.endswith(
            (".py", ".md", ".toml", ".yaml", ".yml", ".cypher", "Makefile", ".importlinter", ".js", ".html")
        ):
            if name in {"CHANGELOG.md", str(Path(__file__).relative_to(ROOT))}:
                continue
            for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").split("\n"), 1):
                left += [f"{name}:{number}: {found[0]}" for found in FORMER_MODULES.finditer(line)]
    assert not left, "\n".join(left)


def _tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
