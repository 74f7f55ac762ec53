"""Links to a view as a file or as Cypher."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fastapi.responses import PlainTextResponse

from app.formats.tables import FORMATS
from app.pages.frame import Frame

_NAMES = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}


def list_exports(frame: Frame) -> list[dict[str, Any]]:
    """Return the links to the files of a page that answers ``format`` itself."""
    files = [
        {"name": name, "href": frame.here(format=form), "download": form != "json"}
        for form, name in _NAMES.items()
        if form in FORMATS
    ]
    if "xlsx" not in FORMATS:
        files.insert(1, {"name": "CSV for Excel", "href": frame.here(format="csv", excel="true"), "download": True})
    return [*files, {"name": "Cypher", "href": frame.here(format="cypher"), "download": False}]


def script_response(title: str, parameters: Mapping[str, Any], cypher: str) -> PlainTextResponse:
    """Return a query with its parameters, as Neo4j Browser and cypher-shell take it."""
    lines = [f":param {name} => {_literal(value)};" for name, value in sorted(parameters.items())]
    return PlainTextResponse("\n".join([f"// {title}", *lines, cypher.strip()]) + ";\n")


def _literal(value: Any) -> str:
    if isinstance(value, datetime):
        return f"datetime({json.dumps(value.isoformat())})"
    if isinstance(value, date):
        return f"date({json.dumps(value.isoformat())})"
    return json.dumps(value, ensure_ascii=False)
