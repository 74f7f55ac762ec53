"""Lists and tables as HTTP answers, in the format that was asked for."""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import get_type_hints, is_typeddict

from app.api.root_path import outer_path
from app.api.streaming import StreamedTable
from app.formats.tables import WRITERS, encode, media_type
from graph.store import JsonTable, RowStream

ColumnPaths = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Reply:
    """Answers one request in one format: json, csv, ndjson, or excel, which is CSV for spreadsheets."""

    request: Request
    form: str
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        headers = {"Vary": "Accept"}
        if self.form == "excel":
            name = re.sub(r"[^a-z0-9_-]+", "-", self.request.url.path.lower()).strip("-")
            headers["Content-Disposition"] = f'attachment; filename="{name[:100]}.csv"'
        object.__setattr__(self, "headers", headers)

    def page(self, page: Mapping[str, Any], model: Any, cursor: str = "cursor") -> Response:
        """A page of a list; ``model`` is the type of its items, ``cursor`` the parameter that asks for the next page.

        Where one follows, the header ``Link`` has its address in every format.
        """
        headers = dict(self.headers)
        if page["next"] is not None:
            query = [(name, value) for name, value in self.request.query_params.multi_items() if name != cursor]
            address = f"{outer_path(self.request.scope)}?{urlencode([*query, (cursor, page['next'])], safe=':')}"
            headers["Link"] = f'<{address}>; rel="next"'
        return Response(self._encode_page(page, model), headers=headers, media_type=media_type(self.form))

    def _encode_page(self, page: Mapping[str, Any], model: Any) -> bytes:
        if self.form == "json":
            return orjson.dumps(page)
        if self.form == "ndjson":
            return b"".join(orjson.dumps(item) + b"\n" for item in page["items"])
        columns = list_columns(model)
        writer = WRITERS[self.form]([name for name, _ in columns])
        rows = ([_at(item, path) for _, path in columns] for item in page["items"])
        return b"".join((writer.head(), *map(writer.row, rows)))

    def table(self, table: JsonTable) -> Response:
        """A whole table. CSV and NDJSON say in ``X-Truncated`` what JSON says in ``truncated``."""
        headers = dict(self.headers)
        if self.form != "json":
            headers["X-Truncated"] = str(table.truncated).lower()
        return Response(encode(table, self.form), headers=headers, media_type=media_type(self.form))

    def stream(self, opening: AbstractAsyncContextManager[RowStream]) -> Response:
        """A table that is written while its rows come."""
        return StreamedTable(opening, self.form, self.headers)


@cache
def list_columns(model: Any) -> ColumnPaths:
    """Return the columns of a list of a TypedDict, each with its path in an item.

    An object inside an item gives a column for each of its keys, named after both; its ``id`` has the object's name
    alone. A list or a map with keys of its own stays one column.
    """
    return tuple(_columns(model))


def _columns(model: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, annotation in get_type_hints(model).items():
        here = (*path, name)
        inner = _model_in(annotation)
        if inner:
            yield from _columns(inner, here)
        else:
            yield "_".join(here[:-1] if path and here[-1] == "id" else here), here


def _model_in(annotation: Any) -> Any | None:
    """Return the TypedDict that a key holds, also if it may be null; None for other types."""
    if get_origin(annotation) in (Union, UnionType):
        annotation, *others = [part for part in get_args(annotation) if part is not NoneType]
        if others:
            return None
    return annotation if is_typeddict(annotation) else None


def _at(item: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        item = item.get(key) if item is not None else None
    return item
