"""Links to a view as a file or as Cypher."""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import PlainTextResponse

from app.formats.export import MEDIA_TYPES
from app.formats.workbook import BookWriter
from app.pages.frame import Frame
from graph.model.dates import format_instant

#: Characters of the name of a sheet at most.
_MAX_TITLE = 31
_NAMES = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "cypher": "Cypher"}


def list_exports(frame: Frame) -> list[dict[str, Any]]:
    """Return the links to the files of a page that answers ``format`` itself."""
    return [
        {"name": name, "href": frame.here(format=form), "download": form in ("csv", "xlsx")}
        for form, name in _NAMES.items()
    ]


async def workbook_response(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], frame: Frame
) -> Response:
    """Return a table as a workbook; its second sheet says what it is."""
    book = BookWriter()
    await asyncio.to_thread(book.sheet(title[:_MAX_TITLE], columns).add, rows)
    about = [
        ("table", title),
        ("as of", frame.clocks.day),
        ("using sources up to", format_instant(frame.clocks.known_at)),
        ("latest source", frame.latest),
        ("address", f"/{frame.path}?{urlencode(frame.asked, safe=':')}"),
    ]
    book.sheet("about", ("what", "meaning")).add(about)
    body = b"".join([piece async for piece in book.chunks()])
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]
    headers = {"Content-Disposition": f'attachment; filename="tradegraph-{name}.xlsx"'}
    return Response(body, media_type=MEDIA_TYPES["xlsx"], headers=headers)


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
