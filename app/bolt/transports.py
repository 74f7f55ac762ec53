"""Transports: TCP, and WebSocket for browsers.

The first bytes of a connection distinguish them, so both share a port.
"""

import asyncio
import re
from collections.abc import Iterable
from typing import Protocol

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

READ_SIZE = 64 * 1024  # bytes of one read, and of the buffer on each side before reading pauses
MAX_FRAME_SIZE = 8 * 1024 * 1024
_CLOSE_S = 2  # seconds for a client to read the remaining bytes


class Transport(Protocol):
    """Connection to a client."""

    async def read(self) -> bytes:
        """Return the next bytes; none after the client has disconnected."""

    def set_read_limit(self, size: int) -> None:
        """Limit the bytes that are buffered before they can be read."""

    def write(self, data: bytes) -> None:
        """Send, or buffer for sending."""

    async def drain(self) -> None:
        """Wait until the buffer is small."""

    async def close(self) -> None:
        """Send the buffer, if the client reads it soon, and close the connection."""

    def abort(self) -> None:
        """Close the connection at once."""


class TcpTransport:
    """TCP connection. ``first`` are bytes that were read before."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes) -> None:
        self._reader, self._writer, self._first = reader, writer, first

    async def read(self) -> bytes:
        """Return the next bytes; none after the client has disconnected."""
        if self._first:
            first, self._first = self._first, b""
            return first
        return await self._reader.read(READ_SIZE)

    def set_read_limit(self, size: int) -> None:
        """Do nothing: bytes are not buffered here."""

    def write(self, data: bytes) -> None:
        """Send, or buffer for sending; do nothing after the connection has ended."""
        if not self._writer.transport.is_closing():
            self._writer.write(data)

    async def drain(self) -> None:
        """Wait until the buffer is small."""
        await self._writer.drain()

    async def close(self) -> None:
        """Send the buffer, if the client reads it soon, and close the connection."""
        self._writer.close()
        try:
            await asyncio.wait_for(self._writer.wait_closed(), _CLOSE_S)
        except TimeoutError:
            self.abort()

    def abort(self) -> None:
        """Close the connection at once."""
        self._writer.transport.abort()


class WebSocketTransport:
    """WebSocket. ``open`` raises ConnectionError for a page whose origin is not allowed."""

    def __init__(self, tcp: TcpTransport, origins: Iterable[re.Pattern[str]]) -> None:
        self._tcp = tcp
        # Clients other than browsers send no origin.
        self._protocol = ServerProtocol(origins=[None, *origins], max_size=MAX_FRAME_SIZE)
        self._read_limit = READ_SIZE
        self._buffered_bytes = 0  # bytes since the last complete frame

    async def open(self) -> None:
        """Complete the WebSocket handshake."""
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
        """Return the next bytes; none after the client has disconnected."""
        while True:
            frames = [event for event in self._protocol.events_received() if isinstance(event, Frame)]
            if any(frame.opcode is Opcode.TEXT for frame in frames):
                raise ConnectionError("a text frame came; Bolt needs binary frames")
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
        """Reject larger frames."""
        self._read_limit = size

    async def _receive(self) -> None:
        data = await self._tcp.read()
        if not data:
            raise ConnectionResetError("the client has disconnected")
        self._buffered_bytes += len(data)
        self._protocol.receive_data(data)
        self._send()

    def write(self, data: bytes) -> None:
        """Send, or buffer for sending."""
        if data and self._protocol.state is State.OPEN:
            self._protocol.send_binary(data)
            self._send()

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._tcp.write(data)

    async def drain(self) -> None:
        """Wait until the buffer is small."""
        await self._tcp.drain()

    async def close(self) -> None:
        """Send the buffer, if the client reads it soon, and close the connection."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close()
            self._send()
        await self._tcp.close()

    def abort(self) -> None:
        """Close the connection at once."""
        self._tcp.abort()
