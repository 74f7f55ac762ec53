"""The door: listens, lets clients in up to a number, and looks after those who stay too long."""

import asyncio
import itertools
import logging
import re
import socket
import time
from collections.abc import Iterable

from app.bolt.config import Account, BoltLimits, ProxyContext
from app.bolt.connection import ClientConnection
from app.bolt.protocol.handshake import MAGIC
from app.bolt.requests import RequestParser
from app.bolt.transports import READ_SIZE, TcpTransport, Transport, WebSocketTransport
from app.bolt.upstream import Target

_log = logging.getLogger(__name__)

_TIMEOUT_CHECK_S = 0.25
_PREFIX_SIZE = 4  # bytes that tell Bolt from a WebSocket


class BoltProxy:
    """A reading door before one Neo4j; ``open`` and ``close`` it in one event loop.

    ``agent`` is Neo4j's own name with its version, as drivers want to be told it. ``hosts`` are the names of sites
    whose pages may connect by WebSocket, besides those of this machine.
    """

    def __init__(
        self, target: Target, reader: Account, database: str, agent: str, rules: BoltLimits, hosts: Iterable[str] = ()
    ) -> None:
        self._target, self._reader, self._database, self._agent, self.limits = target, reader, database, agent, rules
        names = "|".join(re.escape(host) for host in ("localhost", "127.0.0.1", "[::1]", *hosts))
        self._origins = [re.compile(rf"https?://(?:{names})(?::\d+)?")]
        self._connections: dict[asyncio.Task[None], ClientConnection | None] = {}
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None
        self._timeout_task: asyncio.Task[None] | None = None

    async def open(self, listener: socket.socket) -> None:
        """Let clients in on this socket, which is bound, and the door's to close."""
        host, port = listener.getsockname()[:2]
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        judge = RequestParser(self._database, round(self.limits.timeout_s * 1000), address, self._reader.name)
        self._context = ProxyContext(self._target, self._reader, self.limits, judge, self._agent, self._is_full)
        self._server = await asyncio.start_server(self._accept, sock=listener, limit=READ_SIZE)
        self._timeout_task = asyncio.create_task(self._watch_timeouts())

    async def close(self) -> None:
        """Let nobody in any more, and end every connection."""
        if self._server is None or self._timeout_task is None:
            return
        self._server.close()
        self._timeout_task.cancel()
        for task in self._connections:
            task.cancel()
        await asyncio.wait({self._timeout_task, *self._connections})
        await self._server.wait_closed()

    def _is_full(self) -> bool:
        return sum(visit is not None and visit.busy for visit in self._connections.values()) >= self.limits.at_once

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client in a task of its own, if there is room."""
        newcomers = sum(visit is None or not visit.logged_on for visit in self._connections.values())
        if len(self._connections) >= self.limits.visits or newcomers >= self.limits.newcomers:
            _log.info("a client is turned away: %d are here, of which %d are new", len(self._connections), newcomers)
            writer.transport.abort()
            return
        task = asyncio.create_task(self._serve_client(reader, writer))
        self._connections[task] = None
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        del self._connections[task]
        if not task.cancelled() and (error := task.exception()):
            _log.error("a client was disconnected by a fault of the door", exc_info=error)

    async def _serve_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs has one
        try:
            async with asyncio.timeout(self.limits.log_on_s):
                first = await reader.readexactly(_PREFIX_SIZE)
                wire: Transport = TcpTransport(reader, writer, first)
                if first != MAGIC:
                    wire = WebSocketTransport(TcpTransport(reader, writer, first), self._origins)
                    await wire.open()
            visit = self._connections[task] = ClientConnection(self._context, wire, next(self._numbers))
            await visit.run()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError) as error:
            _log.debug("a client has gone before it said what it speaks: %s", error)
        finally:
            writer.transport.abort()

    async def _watch_timeouts(self) -> None:
        while True:
            await asyncio.sleep(_TIMEOUT_CHECK_S)
            now = time.monotonic()
            for visit in self._connections.values():
                if visit is not None:
                    visit.check_timeouts(now)
