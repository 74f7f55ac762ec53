"""Tables as JSON, CSV or NDJSON: one encoder for queries of the library, ad-hoc Cypher and the command line."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from starlette.responses import Response

from graph.errors import BadParameter, Problem
from graph.store import Table

MEDIA_TYPES = {"application/json": "json", "text/csv": "csv", "application/x-ndjson": "ndjson"}
FORMATS = tuple(MEDIA_TYPES.values())


def wanted(accept: str | None) -> str:
    """The format that an Accept header asks for; JSON where it leaves the choice. Raises BadParameter for others."""
    asked = [part.split(";")[0].strip().lower() for part in (accept or "*/*").split(",")]
    for media_type in asked:
        if media_type in MEDIA_TYPES:
            return MEDIA_TYPES[media_type]
        if media_type in ("*/*", "application/*", "text/html", ""):
            return "json"
    raise NotAcceptable(asked)


class NotAcceptable(BadParameter):
    """None of the formats asked for can be given."""

    title = "Not acceptable"
    status = 406

    def __init__(self, asked: Iterable[str]) -> None:
        message = f"{', '.join(asked)[:100]} cannot be given; allowed are {', '.join(MEDIA_TYPES)}"
        super().__init__(f"Accept: {message}.", [Problem("Accept", message)])


def answer(table: Table, form: str) -> Response:
    """The table as an HTTP answer. CSV and NDJSON say in ``X-Truncated`` what JSON says in ``truncated``."""
    media_type = next(media for media, name in MEDIA_TYPES.items() if name == form)
    headers = {} if form == "json" else {"X-Truncated": str(table.truncated).lower()}
    return Response(encode(table, form), headers=headers, media_type=media_type)


def encode(table: Table, form: str) -> bytes:
    """The table in the format."""
    if form == "json":
        return orjson.dumps({"columns": table.columns, "rows": table.rows, "truncated": table.truncated})
    if form == "ndjson":
        lines = (orjson.dumps(dict(zip(table.columns, row, strict=True))) for row in table.rows)
        return b"".join(line + b"\n" for line in lines)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return out.getvalue().encode()


def cell(value: Any) -> str:
    """One value in a table of text: nothing for null, lists and maps as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return "; ".join(value) if _all_text(value) else orjson.dumps(value).decode()
    return str(value)


def _all_text(value: Sequence[Any] | dict[str, Any]) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
