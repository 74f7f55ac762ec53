"""Proxy server: listens, accepts clients up to a limit, and enforces timeouts."""

import asyncio
import itertools
import logging
import re
import socket
import time
from collections.abc import Iterable

from app.bolt.config import Account, BoltLimits, ProxyContext
from app.bolt.connection import ClientConnection
from app.bolt.policy import RequestParser
from app.bolt.protocol.handshake import MAGIC
from app.bolt.transports import READ_SIZE, TcpTransport, Transport, WebSocketTransport
from app.bolt.upstream import Target

_log = logging.getLogger(__name__)

_TIMEOUT_CHECK_S = 0.25
_PREFIX_SIZE = 4  # bytes that distinguish Bolt from a WebSocket


class BoltProxy:
    """Read-only proxy for one Neo4j; ``open`` and ``close`` it in the same event loop.

    ``agent`` is Neo4j's name with its version, which drivers read. Pages of ``hosts`` and of this machine may connect
    by WebSocket.
    """

    def __init__(
        self, target: Target, reader: Account, database: str, agent: str, limits: BoltLimits, hosts: Iterable[str] = ()
    ) -> None:
        self._target, self._reader, self._database, self._agent, self.limits = target, reader, database, agent, limits
        names = "|".join(re.escape(host) for host in ("localhost", "127.0.0.1", "[::1]", *hosts))
        self._origins = [re.compile(rf"https?://(?:{names})(?::\d+)?")]
        self._connections: dict[asyncio.Task[None], ClientConnection | None] = {}
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None
        self._timeout_task: asyncio.Task[None] | None = None

    async def open(self, listener: socket.socket) -> None:
        """Accept clients on a bound socket, which the proxy closes."""
        host, port = listener.getsockname()[:2]
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        parser = RequestParser(self._database, round(self.limits.timeout_s * 1000), address, self._reader.name)
        self._context = ProxyContext(self._target, self._reader, self.limits, parser, self._agent, self._is_full)
        self._server = await asyncio.start_server(self._accept, sock=listener, limit=READ_SIZE)
        self._timeout_task = asyncio.create_task(self._watch_timeouts())

    async def close(self) -> None:
        """Stop accepting clients and end all connections."""
        if self._server is None or self._timeout_task is None:
            return
        self._server.close()
        self._timeout_task.cancel()
        for task in self._connections:
            task.cancel()
        await asyncio.wait({self._timeout_task, *self._connections})
        await self._server.wait_closed()

    def _is_full(self) -> bool:
        busy = sum(client is not None and client.busy for client in self._connections.values())
        return busy >= self.limits.max_transactions

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a client in its own task, or reject it if a limit is reached."""
        count = len(self._connections)
        unauthenticated = sum(client is None or not client.logged_on for client in self._connections.values())
        if count >= self.limits.max_connections or unauthenticated >= self.limits.max_unauthenticated:
            _log.info("rejected a client: %d are connected, %d of them not logged on", count, unauthenticated)
            writer.transport.abort()
            return
        task = asyncio.create_task(self._serve_client(reader, writer))
        self._connections[task] = None
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        del self._connections[task]
        if not task.cancelled() and (error := task.exception()):
            _log.error("a client was disconnected by an internal error", exc_info=error)

    async def _serve_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs has one
        try:
            async with asyncio.timeout(self.limits.log_on_s):
                first = await reader.readexactly(_PREFIX_SIZE)
                transport: Transport = TcpTransport(reader, writer, first)
                if first != MAGIC:
                    transport = WebSocketTransport(TcpTransport(reader, writer, first), self._origins)
                    await transport.open()
            connection = self._connections[task] = ClientConnection(self._context, transport, next(self._numbers))
            await connection.run()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError) as error:
            _log.debug("a client left before its handshake: %s", error)
        finally:
            writer.transport.abort()

    async def _watch_timeouts(self) -> None:
        while True:
            await asyncio.sleep(_TIMEOUT_CHECK_S)
            now = time.monotonic()
            for connection in self._connections.values():
                if connection is not None:
                    connection.check_timeouts(now)
