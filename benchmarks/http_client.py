"""HTTP client on one kept connection that costs little, so that servers are measured and not the client."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httptools
import orjson


@dataclass(frozen=True)
class Request:
    """A request: its path with the query string, and for a POST the JSON of its body."""

    path: str
    body: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encode(self, host: str) -> bytes:
        """Return the bytes to send."""
        content = b"" if self.body is None else orjson.dumps(self.body)
        lines = [f"{'GET' if self.body is None else 'POST'} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        return "\r\n".join([*lines, "", ""]).encode() + content


class _Response:
    """Callbacks of the parser."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.etag: str | None = None
        self.complete = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"etag":
            self.etag = value.decode()

    def on_body(self, part: bytes) -> None:
        self.parts.append(part)

    def on_message_complete(self) -> None:
        self.complete = True


class Connection:
    """Connection to one server, opened again if the server has closed it while it was idle.

    ``etag`` is that of the last response, if it had one.
    """

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self.etag: str | None = None

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(self._parts.hostname, self._parts.port)

    async def fetch(self, request: Request) -> bytes:
        """Send a request and return the body of its response. Raises RuntimeError if it is refused."""
        if self._reader.at_eof():
            await self.close()
            await self.open()
        self._writer.write(request.encode(self._parts.netloc))
        response = _Response()
        parser = httptools.HttpResponseParser(response)
        while not response.complete:
            received = await self._reader.read(2**18)
            if not received:
                raise RuntimeError(f"The server closed the connection during {request.path}.")
            parser.feed_data(received)
        body, self.etag = b"".join(response.parts), response.etag
        if parser.get_status_code() not in (200, 202, 304):
            raise RuntimeError(f"{request.path} was answered with {parser.get_status_code()}: {body[:500]!r}")
        return body

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        await self._writer.wait_closed()


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Connection]:
    """Connect to a server for the duration of the block."""
    connection = Connection(url)
    await connection.open()
    try:
        yield connection
    finally:
        await connection.close()
