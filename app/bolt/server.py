"""The door: listens, lets clients in up to a number, and looks after those who stay too long."""

import asyncio
import itertools
import logging
import re
import socket
import time
from collections.abc import Iterable

from app.bolt.config import House, Reader, Rules
from app.bolt.connection import Visit
from app.bolt.protocol.handshake import MAGIC
from app.bolt.requests import Judge
from app.bolt.transports import BLOCK, TcpWire, WebSocketWire, Wire
from app.bolt.upstream import Target

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.25
_TOLD_APART = 4  # bytes that tell Bolt from a WebSocket


class Door:
    """A reading door before one Neo4j; ``open`` and ``close`` it in one event loop.

    ``agent`` is Neo4j's own name with its version, as drivers want to be told it. ``hosts`` are the names of sites
    whose pages may connect by WebSocket, besides those of this machine.
    """

    def __init__(
        self, target: Target, reader: Reader, database: str, agent: str, rules: Rules, hosts: Iterable[str] = ()
    ) -> None:
        self._target, self._reader, self._database, self._agent, self.rules = target, reader, database, agent, rules
        names = "|".join(re.escape(host) for host in ("localhost", "127.0.0.1", "[::1]", *hosts))
        self._origins = [re.compile(rf"https?://(?:{names})(?::\d+)?")]
        self._visits: dict[asyncio.Task[None], Visit | None] = {}
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None
        self._looking: asyncio.Task[None] | None = None

    async def open(self, listener: socket.socket) -> None:
        """Let clients in on this socket, which is bound, and the door's to close."""
        host, port = listener.getsockname()[:2]
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        judge = Judge(self._database, round(self.rules.timeout_s * 1000), address, self._reader.name)
        self._house = House(self._target, self._reader, self.rules, judge, self._agent, self._is_full)
        self._server = await asyncio.start_server(self._let_in, sock=listener, limit=BLOCK)
        self._looking = asyncio.create_task(self._look_around())

    async def close(self) -> None:
        """Let nobody in any more, and end every connection."""
        if self._server is None or self._looking is None:
            return
        self._server.close()
        self._looking.cancel()
        for task in self._visits:
            task.cancel()
        await asyncio.wait({self._looking, *self._visits})
        await self._server.wait_closed()

    def _is_full(self) -> bool:
        return sum(visit is not None and visit.busy for visit in self._visits.values()) >= self.rules.at_once

    def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client in a task of its own, if there is room."""
        newcomers = sum(visit is None or not visit.logged_on for visit in self._visits.values())
        if len(self._visits) >= self.rules.visits or newcomers >= self.rules.newcomers:
            _log.info("a client is turned away: %d are here, of which %d are new", len(self._visits), newcomers)
            writer.transport.abort()
            return
        task = asyncio.create_task(self._receive(reader, writer))
        self._visits[task] = None
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        del self._visits[task]
        if not task.cancelled() and (error := task.exception()):
            _log.error("a client was disconnected by a fault of the door", exc_info=error)

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs has one
        try:
            async with asyncio.timeout(self.rules.log_on_s):
                first = await reader.readexactly(_TOLD_APART)
                wire: Wire = TcpWire(reader, writer, first)
                if first != MAGIC:
                    wire = WebSocketWire(TcpWire(reader, writer, first), self._origins)
                    await wire.open()
            visit = self._visits[task] = Visit(self._house, wire, next(self._numbers))
            await visit.run()
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError) as error:
            _log.debug("a client has gone before it said what it speaks: %s", error)
        finally:
            writer.transport.abort()

    async def _look_around(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            now = time.monotonic()
            for visit in self._visits.values():
                if visit is not None:
                    visit.look(now)
