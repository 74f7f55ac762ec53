"""Form of a library query: one field for each parameter."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pages.frame import CLOCK_NAMES
from app.pictures.scene.styles import humanize
from graph.model.vocabulary import vocabulary
from graph.query_library import Parameter, Query

#: Parameters for paging by programs.
_TECHNICAL = frozenset({"after", "keys", "limit", "most"})


def describe_form(query: Query, given: Mapping[str, str], choices: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return the fields of a query's form. ``choices`` are the entities to choose from."""
    fields = [
        _field(parameter, given.get(parameter.name, ""))
        for parameter in query.parameters
        if parameter.name not in CLOCK_NAMES and parameter.name not in _TECHNICAL
    ]
    needs = any(field["list"] == "entities" for field in fields)
    return {"fields": fields, "entities": list(choices) if needs else []}


def _field(parameter: Parameter, value: str) -> dict[str, Any]:
    options = _options(parameter)
    kinds = {"date": "date", "count": "number", "integer": "number", "number": "number"}
    return {
        "name": parameter.name,
        "label": humanize(parameter.name).capitalize(),
        "what": parameter.what,
        "value": value,
        "required": parameter.default is None,
        "options": options,
        "type": kinds.get(parameter.type, "text"),
        "list": "entities" if parameter.type in ("entity", "entities") else None,
        "default": _show_default(parameter),
    }  # fmt: skip


def _show_default(parameter: Parameter) -> str:
    default = parameter.parse_default()
    if isinstance(default, bool):
        return str(default).lower()
    return str(default) if default else ""


def _options(parameter: Parameter) -> list[str]:
    """Return the values that a parameter can take, if they are few."""
    known = vocabulary()
    if parameter.type == "boolean":
        return ["true", "false"]
    if parameter.type != "text":
        return []
    return {
        "status": list(known.statuses),
        "basis": list(known.status_bases),
        "kind": list(known.kinds["Measure"].properties["measure_kind"].one_of or ()),
        "change": ["new", "confirmed", "changed", "fulfilled", "withdrawn"],
        "direction": ["out", "in", "both"],
    }.get(parameter.name, [])
