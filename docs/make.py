"""Writes docs/queries.md and docs/vocabulary.md from the data: ``python docs/make.py``.

A test holds the two pages to what this gives, so run it whenever a query, an example or the vocabulary changes.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import wrap
from urllib.parse import quote

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from graph.model.vocabulary import Property, Relationship, vocabulary  # noqa: E402
from graph.query_library import GROUPS, Query, load_library  # noqa: E402

EXAMPLES = ROOT / "tests" / "support" / "examples.yaml"
MADE = "<!-- Made by docs/make.py: change the data or that file, and run it again. -->"

_GROUPS = {
    "measures": "Measures",
    "actors": "Actors",
    "products": "Products and companies",
    "talks": "Talks and bargains",
    "evidence": "Evidence",
    "time": "Time",
    "graph": "The graph itself",
}
_TYPES = {
    "text": "text",
    "texts": "texts, parted by commas",
    "integer": "a whole number",
    "count": "a whole number from 1 up",
    "number": "a number",
    "boolean": "`true` or `false`",
    "entity": "an id, as `company:nvidia`",
    "entities": "ids, parted by commas",
    "date": "a day, `YYYY-MM-DD`",
    "instant": "a day, which means its end, or an instant `YYYY-MM-DDTHH:MM:SSZ`",
}


def queries_page() -> str:
    """The page on the query library."""
    queries = load_library()
    examples = yaml.load(EXAMPLES.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    lines = [
        "# The query library",
        "",
        MADE,
        "",
        *_paragraph(
            f"{len(queries)} queries, each a file in `cypher/library/`. Run one by HTTP (`GET /queries/NAME?…`), by "
            "the command line (`tradegraph query NAME --param k=v`), or paste its file into any Cypher tool. `as_of` "
            "and `known_at` are the [two clocks](time.md#two-clocks); `holds`, `certainty`, `n_sources` and `fact_id` "
            "mean the same in every answer: see [for analysts](analysts.md). A default of `null` means any."
        ),
        "",
        *_paragraph(
            "Where it is said that a query answers one of the fixed HTTP calls, it gives whole records rather than "
            "plain columns. It can be run like the others."
        ),
        "",
        "| type of parameter | written as |",
        "| --- | --- |",
        *(f"| {name} | {what} |" for name, what in _TYPES.items()),
        "",
    ]
    for group in GROUPS:
        lines += [f"## {_GROUPS[group]}", ""]
        for query in queries.values():
            if query.group == group:
                lines += _query(query, examples[query.name][0])
    return "\n".join(lines).rstrip("\n") + "\n"


def _query(query: Query, example: Mapping[str, str]) -> Iterable[str]:
    yield f"### `{query.name}`"
    yield ""
    yield f"{query.title}. {query.question}"
    yield ""
    if query.answers:
        yield f"Answers `{query.answers}`."
        yield ""
    yield "| parameter | type | default | what |"
    yield "| --- | --- | --- | --- |"
    for parameter in query.parameters:
        default = "has to be given" if parameter.default is None else f"`{parameter.default}`"
        yield f"| `{parameter.name}` | {parameter.type} | {default} | {_cell(parameter.what)} |"
    yield ""
    notes = _notes(query)
    if notes:
        yield from (*_paragraph(notes), "")
    flags = " ".join(f"--param {_shell(f'{name}={value}')}" for name, value in example.items())
    call = "&".join(f"{name}={quote(value, safe=':,')}" for name, value in example.items())
    yield "```sh"
    yield f"tradegraph query {query.name} {flags}"
    yield f"curl 'http://127.0.0.1:8000/queries/{query.name}?{call}'"
    yield "```"
    yield ""


def _notes(query: Query) -> str:
    """What the header says beside the keys: how to read the columns."""
    said = []
    for line in query.cypher.splitlines():
        if not line.startswith("//"):
            break
        text = line.removeprefix("//").strip()
        if text.startswith("clocks:"):
            said.append(f"On the clocks: {text.removeprefix('clocks:').strip()}.")
        elif not text.startswith(("title:", "question:", "group:", "answers:", "param ")):
            said.append(text)
    return " ".join(said).replace("|", r"\|")


def _shell(text: str) -> str:
    return f"'{text}'" if set(text) & set(" *?$&;|()<>") else text


def vocabulary_page() -> str:
    """The page on the vocabulary."""
    words = vocabulary()
    lines = [
        "# The vocabulary",
        "",
        MADE,
        "",
        *_paragraph(
            "Which kinds of entities there are, how they may be joined, and what each may carry. "
            "`graph/model/vocabulary.yaml` is the one place: the validator, the loader, the answers and this page "
            "read it."
        ),
        "",
        "## Kinds of entities",
        "",
        *_paragraph(
            "An id is the kind in lower case, a colon, and a slug: `company:nvidia`. Actors are "
            + ", ".join(f"`{name}`" for name in words.actor_kinds)
            + ": only they can be the `said_by` of a statement."
        ),
        "",
        "| kind | what | ids begin with | identifiers | properties |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in words.kinds.values():
        identifiers = "<br>".join(f"`{one.name}`: {_cell(one.what)}" for one in kind.identifiers.values())
        cells = (f"`{kind.name}`", _cell(kind.what), f"`{kind.prefix}:`", identifiers, _properties(kind.properties))
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "## Relationships",
        "",
        *_paragraph(
            "The arrow reads as a sentence: subject, type, object. What a statement without dates means is told by "
            "*time*: an **act** happened on the day it was said; a **state** began at some unknown time. A property "
            "marked `identity` tells episodes apart: another value is about another episode. Two values of one marked "
            "`value` contradict each other where the dates are the same. Any other property is a description. See "
            "[how time works](time.md)."
        ),
        "",
        "| type | reads as | time | joins | makes a measure | properties |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for relationship in words.relationships.values():
        status = relationship.status or ("its end moves" if relationship.extends else "")
        lines.append(
            f"| `{relationship.name}` | {relationship.what}{' (both ways)' if relationship.symmetric else ''} "
            f"| {relationship.temporal} | {_joins(relationship)} | {status} | {_properties(relationship.properties)} |"
        )
    lines += [
        "",
        "A relationship that goes both ways is stored once, the smaller id first. Query it without direction.",
        "",
        "## Stances",
        "",
        "| stance | the speaker or source | certainty of the link it makes |",
        "| --- | --- | --- |",
        *(f"| `{s.name}` | {s.what} | {f'`{s.certainty}`' if s.certainty else ''} |" for s in words.stances.values()),
        "",
        "A link is `disputed` where another source denies it, or dates or values it otherwise.",
        "",
        "## Statuses of a measure",
        "",
        *(f"- `{status}`" for status in words.statuses),
    ]
    return "\n".join(lines) + "\n"


def _joins(relationship: Relationship) -> str:
    order = list(vocabulary().kinds)

    def named(kinds: Iterable[str]) -> str:
        return ", ".join(sorted(kinds, key=order.index))

    return "<br>".join(f"{named(a)} → {named(b)}" for a, b in relationship.joins)


def _properties(properties: Mapping[str, Property]) -> str:
    return "<br>".join(_property(p) for p in properties.values())


def _property(p: Property) -> str:
    kind = f"one of {', '.join(f'`{word}`' for word in p.one_of)}" if p.one_of else p.type
    bounds = ""
    if p.min is not None or p.max is not None:
        bounds = f" from {p.min:g} to {p.max:g}" if p.max is not None else f" of at least {p.min:g}"
    marks = [mark for mark in ("required" if p.required else "", p.compare or "") if mark]
    return f"`{p.name}` ({', '.join([kind + bounds, *marks])}): {_cell(p.what)}"


def _paragraph(text: str) -> list[str]:
    return wrap(text, 120, break_long_words=False, break_on_hyphens=False)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


PAGES = {"queries.md": queries_page, "vocabulary.md": vocabulary_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        Path(__file__).with_name(name).write_text(page(), encoding="utf-8")
