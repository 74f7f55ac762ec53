"""The query library: ``cypher/library/*.cypher``, each with a header that says what it answers and what it takes.

A file that is added is served, listed and tested with no code. The header is a comment of lines ``key: value``::

    // title: Measures that restrict a product
    // question: Which measures restrict this product on a date?
    // group: measures
    // param product: entity = "product:nvidia-h20" -- The product asked about.
    // param as_of: date = today -- The day for which it is asked.

A parameter without ``=`` has to be given. Defaults are JSON, or ``today`` and ``now``. Types are text, texts, integer,
count (from 1 up), number, boolean, entity, entities, date (a day) and instant; lists are given as text with commas.
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
    """A parameter of a query: its type, and its default as the file writes it, or None where it has to be given."""

    name: str
    type: str
    what: str
    default: str | None

    def parse_default(self) -> Any:
        """The default as it is listed: a JSON value, or the words today and now."""
        if self.default is None or self.default in ("today", "now"):
            return self.default
        return json.loads(self.default)


@dataclass(frozen=True)
class Query:
    """A query of the library. ``answers`` names the HTTP call that runs it too, if one does."""

    name: str
    title: str
    question: str
    group: str
    parameters: tuple[Parameter, ...]
    cypher: str
    answers: str | None = None

    def summarize(self) -> dict[str, Any]:
        """What it answers and what it takes, as it is listed."""
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
        """The same with its Cypher."""
        return self.summarize() | {"cypher": self.cypher}

    def values(self, given: Mapping[str, str], moment: datetime | None = None) -> dict[str, Any]:
        """The typed values of all parameters, from texts given by a user and from defaults.

        Raises InvalidParameter with every fault: unknown, missing or not of the type.
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
        raise ValueError("has to be given")
    if parameter.default == "today":
        return moment.date()
    if parameter.default == "now":
        return moment
    default = json.loads(parameter.default)
    return parse_value(parameter.type, default) if parameter.type in ("date", "instant") and default else default


def parse_value(kind: str, text: str) -> Any:
    """A user's text as a value of the type. Raises ValueError with a plain sentence."""
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
                raise ValueError(f"{text!r:.80} is neither true nor false")
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
    """Every query of the library by name, in the order of their groups. Raises ValueError for a file that is amiss."""
    found = [parse_query(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.cypher"))]
    return {query.name: query for query in sorted(found, key=lambda q: (GROUPS.index(q.group), q.name))}


def find_query(queries: Mapping[str, Query], name: str) -> Query:
    """The query of that name. Raises NotFound."""
    if name not in queries:
        raise NotFound(f"There is no query {name!r:.80}: GET /queries and `tradegraph query` list them all.")
    return queries[name]


def parse_query(name: str, text: str) -> Query:
    """A query from the text of its file. Raises ValueError where header and code do not fit each other."""
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
        raise ValueError(f"{name}.cypher: parameters declared and parameters used differ in {odd}")
    return Query(
        name, header["title"], header["question"], header["group"], parameters, text.strip(), header.get("answers")
    )


def _parse_parameter(query: str, name: str, text: str) -> Parameter:
    match = _PARAM.fullmatch(text)
    if not match or match["type"] not in PARAMETER_TYPES:
        raise ValueError(
            f"{query}.cypher: param {name} must read `type = default -- what it is`, type one of {PARAMETER_TYPES}"
        )
    return Parameter(name, match["type"], match["what"], match["default"])
