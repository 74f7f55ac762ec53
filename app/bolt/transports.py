"""The two ways a client comes: bytes over TCP, or the same bytes in the frames of a WebSocket, as browsers need it.

Which one it is shows in the first bytes, so both share a port.
"""

import asyncio
import re
from collections.abc import Iterable
from typing import Protocol

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

READ_SIZE = 64 * 1024  # bytes that are read at once, and that wait at each side before reading pauses
MAX_FRAME_SIZE = 8 * 1024 * 1024
_CLOSE_S = 2  # seconds that a client has to take what is left for it


class Transport(Protocol):
    """What a door needs of a connection to a client."""

    async def read(self) -> bytes:
        """The next bytes; none when the client has gone."""

    def set_read_limit(self, size: int) -> None:
        """Keep no more than so many bytes of which nothing can be read yet."""

    def write(self, data: bytes) -> None:
        """Send, or keep until it can be sent."""

    async def drain(self) -> None:
        """Wait until little is kept."""

    async def close(self) -> None:
        """Send what is kept, if the client takes it soon, and end the connection."""

    def abort(self) -> None:
        """End the connection at once."""


class TcpTransport:
    """A connection as it is. ``first`` are bytes that were read from it already."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes) -> None:
        self._reader, self._writer, self._first = reader, writer, first

    async def read(self) -> bytes:
        """The next bytes; none when the client has gone."""
        if self._first:
            first, self._first = self._first, b""
            return first
        return await self._reader.read(READ_SIZE)

    def set_read_limit(self, size: int) -> None:
        """Nothing is kept here."""

    def write(self, data: bytes) -> None:
        """Send, or keep until it can be sent; nothing once the connection has ended, which reading tells."""
        if not self._writer.transport.is_closing():
            self._writer.write(data)

    async def drain(self) -> None:
        """Wait until little is kept."""
        await self._writer.drain()

    async def close(self) -> None:
        """Send what is kept, if the client takes it soon, and end the connection."""
        self._writer.close()
        try:
            await asyncio.wait_for(self._writer.wait_closed(), _CLOSE_S)
        except TimeoutError:
            self.abort()

    def abort(self) -> None:
        """End the connection at once."""
        self._writer.transport.abort()


class WebSocketTransport:
    """A WebSocket. Raises ConnectionError in ``open`` for a page of a site that may not connect."""

    def __init__(self, tcp: TcpTransport, origins: Iterable[re.Pattern[str]]) -> None:
        self._tcp = tcp
        # A program that is no browser names no origin.
        self._protocol = ServerProtocol(origins=[None, *origins], max_size=MAX_FRAME_SIZE)
        self._read_limit = READ_SIZE
        self._buffered_bytes = 0  # bytes since the last whole frame

    async def open(self) -> None:
        """Answer the handshake of the WebSocket."""
        requests: list[Request] = []
        while not requests and self._protocol.handshake_exc is None:
            await self._receive()
            requests = [event for event in self._protocol.events_received() if isinstance(event, Request)]
        if requests:
            self._protocol.send_response(self._protocol.accept(requests[0]))
            self._send()
        if self._protocol.handshake_exc:
            await self._tcp.close()
            raise ConnectionRefusedError(str(self._protocol.handshake_exc))

    async def read(self) -> bytes:
        """The next bytes; none when the client has gone."""
        while True:
            frames = [event for event in self._protocol.events_received() if isinstance(event, Frame)]
            if any(frame.opcode is Opcode.TEXT for frame in frames):
                raise ConnectionError("Bolt comes in binary frames")
            data = b"".join(frame.data for frame in frames if frame.opcode in (Opcode.BINARY, Opcode.CONT))
            if data:
                self._buffered_bytes = 0
                return data
            if self._protocol.state is not State.OPEN:
                return b""
            self._buffered_bytes = 0 if frames else self._buffered_bytes
            if self._buffered_bytes > self._read_limit:
                raise ConnectionError(f"a frame has more than {self._read_limit:,} bytes")
            await self._receive()

    def set_read_limit(self, size: int) -> None:
        """Take no larger frames."""
        self._read_limit = size

    async def _receive(self) -> None:
        data = await self._tcp.read()
        if not data:
            raise ConnectionResetError("the client has gone")
        self._buffered_bytes += len(data)
        self._protocol.receive_data(data)
        self._send()

    def write(self, data: bytes) -> None:
        """Send, or keep until it can be sent."""
        if data and self._protocol.state is State.OPEN:
            self._protocol.send_binary(data)
            self._send()

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._tcp.write(data)

    async def drain(self) -> None:
        """Wait until little is kept."""
        await self._tcp.drain()

    async def close(self) -> None:
        """Send what is kept, if the client takes it soon, and end the connection."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close()
            self._send()
        await self._tcp.close()

    def abort(self) -> None:
        """End the connection at once."""
        self._tcp.abort()
