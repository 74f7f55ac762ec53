"""HTTP responses with JSON, pages of lists, and tables in the negotiated format."""

import asyncio
import logging
import re
from abc import abstractmethod
from collections.abc import AsyncGenerator, Iterator, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import get_type_hints, is_typeddict

from app.api.caching import declare_version
from app.api.problems import problem_body
from app.api.root_path import outer_path
from app.formats.tables import WRITERS, Writer, encode, iter_chunks, media_type
from graph.errors import TradegraphError
from graph.store import JsonTable, RowStream

ColumnPaths = tuple[tuple[str, tuple[str, ...]], ...]

#: Seconds after which a client that reads nothing of a file is disconnected. Neo4j waits with it meanwhile.
STALLED_S = 60.0

_log = logging.getLogger("tradegraph")


def json_response(body: Any) -> Response:
    """Return ``body`` as JSON; orjson encodes it without FastAPI's validation."""
    return Response(orjson.dumps(body), media_type="application/json")


@dataclass(frozen=True)
class Responder:
    """Builder of responses to one request. ``form``: json, csv, ndjson, or excel (CSV for spreadsheets)."""

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
        """Return a page of a list, with a ``Link`` header to the next page.

        ``model`` is the schema of an item; ``cursor`` is the query parameter that selects the next page.
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
        rows = ([_get_nested(item, path) for _, path in columns] for item in page["items"])
        return b"".join((writer.head(), *map(writer.row, rows)))

    def table(self, table: JsonTable) -> Response:
        """Return a whole table. CSV and NDJSON have JSON's ``truncated`` in the header ``X-Truncated``."""
        headers = dict(self.headers)
        headers |= self._clock_headers(table.clocks)
        if self.form != "json":
            headers["X-Truncated"] = str(table.truncated).lower()
        return Response(encode(table, self.form), headers=headers, media_type=media_type(self.form))

    def stream(self, opening: AbstractAsyncContextManager[RowStream], clocks: Mapping[str, str]) -> Response:
        """Return a table whose rows are sent as they arrive. CSV and NDJSON have the clocks in headers."""
        return StreamedTable(opening, self.form, self.headers | self._clock_headers(clocks))

    def _clock_headers(self, clocks: Mapping[str, str]) -> dict[str, str]:
        if self.form == "json":
            return {}
        return {f"X-{name.replace('_', '-').title()}": value for name, value in clocks.items()}


class StreamedResponse(Response):
    """Response that is sent as it is made, in constant memory.

    An error before the first chunk is raised and becomes a problem+json response. After a later error, the response
    ends without HTTP's last chunk: clients then see that it is incomplete.
    """

    def __init__(self, headers: Mapping[str, str] | None, kind: str) -> None:
        super().__init__(headers=headers, media_type=kind)
        del self.headers["content-length"]  # unknown in advance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response. If the client disconnects, its making is cancelled, in Neo4j too."""
        sending = asyncio.create_task(self._send(scope["state"], send))
        disconnect = asyncio.create_task(_wait_for_disconnect(receive))
        try:
            await asyncio.wait((sending, disconnect), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            for task in (sending, disconnect):
                task.cancel()
            await asyncio.gather(sending, disconnect, return_exceptions=True)

    @abstractmethod
    async def _send(self, state: MutableMapping[str, Any], send: Send) -> None:
        """Send the start and all chunks."""

    async def _start(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})


class StreamedTable(StreamedResponse):
    """Streamed response of ad-hoc Cypher. A late error is written into the table."""

    def __init__(
        self, opening: AbstractAsyncContextManager[RowStream], form: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(headers, media_type(form))
        self._opening, self._form = opening, form

    async def _send(self, state: MutableMapping[str, Any], send: Send) -> None:
        writer: Writer | None = None
        try:
            async with self._opening as stream:
                declare_version(state, stream.version)
                rows = WRITERS[self._form](stream.columns, stream.clocks)
                async for piece in iter_chunks(stream, rows, partial(_end, rows)):
                    if writer is None:
                        await self._start(send)
                        writer = rows
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        except TradegraphError as error:
            if writer is None:
                raise
            request_id = state["request_id"]
            _log.warning("request %s failed after its first rows: %s", request_id, error.message)
            cut = writer.end_early([], problem_body(error, request_id))
            await send({"type": "http.response.body", "body": cut, "more_body": True})
        else:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class StreamedFile(StreamedResponse):
    """Streamed response of a file. A client that takes nothing for ``STALLED_S`` is disconnected."""

    def __init__(self, chunks: AsyncGenerator[bytes], headers: Mapping[str, str], kind: str) -> None:
        super().__init__(headers, kind)
        self._chunks = chunks

    async def _send(self, state: MutableMapping[str, Any], send: Send) -> None:
        started = False
        try:
            async with aclosing(self._chunks) as chunks:
                async for chunk in chunks:
                    if not started:
                        await self._start(send)
                        started = True
                    async with asyncio.timeout(STALLED_S):
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except (TradegraphError, TimeoutError) as error:
            if not started:
                raise
            why = (
                error.message if isinstance(error, TradegraphError) else f"the client read nothing for {STALLED_S:g} s"
            )
            _log.warning("request %s failed after its first bytes: %s", state["request_id"], why)
        else:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _end(writer: Writer, stream: RowStream) -> bytes:
    return writer.end_early(stream.notes) if stream.truncated else writer.end(stream.notes, truncated=False)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@cache
def list_columns(model: Any) -> ColumnPaths:
    """Return the CSV columns of a list of ``model``, each with its path.

    A nested object gives one column per key, named after both; its ``id`` has the name of the object alone. A list or
    a map with free keys stays one column.
    """
    return tuple(_columns(model))


def _columns(model: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, annotation in get_type_hints(model).items():
        here = (*path, name)
        inner = _find_model(annotation)
        if inner:
            yield from _columns(inner, here)
        else:
            yield "_".join(here[:-1] if path and here[-1] == "id" else here), here


def _find_model(annotation: Any) -> Any | None:
    """Return the model in the type of a field, nullable or not; else None."""
    if get_origin(annotation) in (Union, UnionType):
        annotation, *others = [part for part in get_args(annotation) if part is not NoneType]
        if others:
            return None
    return annotation if is_typeddict(annotation) else None


def _get_nested(item: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        item = item.get(key) if item is not None else None
    return item
