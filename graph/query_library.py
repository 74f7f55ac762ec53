"""Query library: the files ``cypher/library/*.cypher`` with their headers.

A new file is served, listed and tested without any Python. Its header is a comment of lines ``key: value``::

    // title: Measures that restrict a product
    // question: Which measures restrict this product on a date?
    // group: measures
    // param product: entity = "product:nvidia-h20" -- The product.
    // param as_of: date = today -- The date you ask about.

A parameter without ``=`` is required. Defaults are JSON, or ``today`` and ``now``. Types are text, texts, integer,
count (at least 1), number, boolean, entity, entities, date and instant. Lists are separated by commas.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.cypher_files import CYPHER_DIR, find_parameters
from graph.errors import InvalidParameter, NotFound, Problem
from graph.model.dates import parse_known_at, parse_query_day

PARAMETER_TYPES = ("text", "texts", "integer", "count", "number", "boolean", "entity", "entities", "date", "instant")
GROUPS = ("measures", "actors", "products", "talks", "evidence", "time", "graph")

_HEADER = re.compile(r"//\s*(title|question|group|answers|param \w+):\s*(.*)")
_PARAM = re.compile(r"(?P<type>\w+)(?:\s*=\s*(?P<default>.*?))?\s+--\s+(?P<what>.+)")
_INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)


@dataclass(frozen=True)
class Parameter:
    """Parameter of a query. ``default`` is the text in the file, or None if it is required."""

    name: str
    type: str
    what: str
    default: str | None

    def parse_default(self) -> Any:
        """Return the default as a JSON value, or the word today or now."""
        if self.default is None or self.default in ("today", "now"):
            return self.default
        return json.loads(self.default)


@dataclass(frozen=True)
class Query:
    """Query of the library. ``answers``: HTTP call that also runs it, if any."""

    name: str
    title: str
    question: str
    group: str
    parameters: tuple[Parameter, ...]
    cypher: str
    answers: str | None = None

    def summarize(self) -> dict[str, Any]:
        """Return the title, question and parameters, as listed by all interfaces."""
        return {
            "name": self.name,
            "title": self.title,
            "question": self.question,
            "group": self.group,
            "answers": self.answers,
            "parameters": [
                {
                    "name": p.name,
                    "type": p.type,
                    "default": p.parse_default(),
                    "required": p.default is None,
                    "description": p.what,
                }
                for p in self.parameters
            ],
        }

    def describe(self) -> dict[str, Any]:
        """Return the summary with the Cypher."""
        return self.summarize() | {"cypher": self.cypher}

    def values(self, given: Mapping[str, str], moment: datetime | None = None) -> dict[str, Any]:
        """Return typed values of all parameters, from a user's texts and the defaults.

        Raises InvalidParameter with all problems: unknown, missing or invalid parameters.
        """
        moment = moment or datetime.now(UTC)
        known = {p.name: p for p in self.parameters}
        problems = [
            Problem(name, f"is not a parameter of {self.name}; allowed are {', '.join(known) or 'none'}")
            for name in given
            if name not in known
        ]
        out: dict[str, Any] = {}
        for parameter in self.parameters:
            try:
                out[parameter.name] = _bind_parameter(parameter, given, moment)
            except ValueError as error:
                problems.append(Problem(parameter.name, str(error)))
        if problems:
            raise InvalidParameter(f"{problems[0]}.", problems)
        return out


def _bind_parameter(parameter: Parameter, given: Mapping[str, str], moment: datetime) -> Any:
    if parameter.name in given:
        return parse_value(parameter.type, given[parameter.name])
    if parameter.default is None:
        raise ValueError("is required")
    if parameter.default == "today":
        return moment.date()
    if parameter.default == "now":
        return moment
    default = json.loads(parameter.default)
    return parse_value(parameter.type, default) if parameter.type in ("date", "instant") and default else default


def parse_value(kind: str, text: str) -> Any:
    """Convert a user's text to a value of the type. Raises ValueError with a message for the user."""
    match kind:
        case "integer" | "count":
            least = 1 if kind == "count" else -(2**63)
            if not _INTEGER.fullmatch(text) or not least <= int(text) < 2**63:
                raise ValueError(f"{text!r:.80} is not a whole number{' from 1 up' if kind == 'count' else ''}")
            return int(text)
        case "number":
            try:
                return _parse_finite(text)
            except ValueError:
                raise ValueError(f"{text!r:.80} is not a number") from None
        case "boolean":
            if text not in ("true", "false"):
                raise ValueError(f"{text!r:.80} is not true or false")
            return text == "true"
        case "date":
            return parse_query_day(text)
        case "instant":
            return parse_known_at(text)
        case "texts" | "entities":
            return [part.strip() for part in text.split(",") if part.strip()]
        case _:
            return text


def _parse_finite(text: str) -> float:
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def load_library(folder: Path = CYPHER_DIR / "library") -> dict[str, Query]:
    """Load all queries by name, ordered by group. Raises ValueError for an invalid file."""
    found = [parse_query(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.cypher"))]
    return {query.name: query for query in sorted(found, key=lambda q: (GROUPS.index(q.group), q.name))}


def find_query(queries: Mapping[str, Query], name: str) -> Query:
    """Return the query of that name. Raises NotFound."""
    if name not in queries:
        raise NotFound(f"There is no query {name!r:.80}: list all with GET /queries or `tradegraph query`.")
    return queries[name]


def parse_query(name: str, text: str) -> Query:
    """Parse a query file. Raises ValueError if the header is invalid or does not match the code."""
    header: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        if match := _HEADER.fullmatch(line.strip()):
            header[match[1]] = match[2].strip()
    for key in ("title", "question", "group"):
        if key not in header:
            raise ValueError(f"{name}.cypher: the header has no {key}")
    if header["group"] not in GROUPS:
        raise ValueError(f"{name}.cypher: group {header['group']!r} is not one of {', '.join(GROUPS)}")
    parameters = tuple(
        _parse_parameter(name, key[6:], value) for key, value in header.items() if key.startswith("param ")
    )
    declared, used = {p.name for p in parameters}, find_parameters(text)
    if declared != used:
        odd = ", ".join(sorted(declared ^ used))
        raise ValueError(f"{name}.cypher: declared and used parameters differ in {odd}")
    return Query(
        name, header["title"], header["question"], header["group"], parameters, text.strip(), header.get("answers")
    )


def _parse_parameter(query: str, name: str, text: str) -> Parameter:
    match = _PARAM.fullmatch(text)
    if not match or match["type"] not in PARAMETER_TYPES:
        raise ValueError(
            f"{query}.cypher: param {name} must read `type = default -- description`, with a type of {PARAMETER_TYPES}"
        )
    return Parameter(name, match["type"], match["what"], match["default"])
