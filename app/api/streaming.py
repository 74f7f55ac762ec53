"""The answer to ad-hoc Cypher over HTTP: written while the rows come, in constant memory, and ended with its client."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.problems import problem_body
from app.formats.tables import WRITERS, Writer, iter_chunks, media_type
from graph.errors import TradegraphError
from graph.store import RowStream

_log = logging.getLogger("tradegraph")


class StreamedTable(Response):
    """Sends a table piece by piece. Errors before the first piece are raised, and so answered as any other.

    After an error in the midst of the rows the answer says what went wrong, and then breaks off: the end that HTTP
    wants never comes, so that no client takes it for whole.
    """

    def __init__(
        self, opening: AbstractAsyncContextManager[RowStream], form: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(headers=headers, media_type=media_type(form))
        del self.headers["content-length"]  # nobody knows it yet
        self._opening, self._form = opening, form

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the answer; gives up the query, and so ends it at the server, as soon as the client is gone."""
        answering = asyncio.create_task(self._answer(scope["state"]["request_id"], send))
        leaving = asyncio.create_task(_wait_for_disconnect(receive))
        try:
            await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                answering.result()
        finally:
            for task in (answering, leaving):
                task.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)

    async def _answer(self, request_id: str, send: Send) -> None:
        writer: Writer | None = None
        try:
            async with self._opening as stream:
                rows = WRITERS[self._form](stream.columns)
                async for piece in iter_chunks(stream, rows, partial(_end, rows)):
                    if writer is None:
                        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                        writer = rows
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        except TradegraphError as error:
            if writer is None:
                raise
            _log.warning("request %s broke off: %s", request_id, error.message)
            cut = writer.end_early([], problem_body(error, request_id))
            await send({"type": "http.response.body", "body": cut, "more_body": True})
        else:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _end(writer: Writer, stream: RowStream) -> bytes:
    return writer.end_early(stream.notes) if stream.truncated else writer.end(stream.notes, truncated=False)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
