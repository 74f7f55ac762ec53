"""The HTTP client of the benchmarks, against servers that answer in different ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from benchmarks.http_client import Request, connect

WHOLE = b'HTTP/1.1 200 OK\r\nETag: "7"\r\nContent-Length: 2\r\n\r\n{}'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n"
UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n'
REFUSED = b"HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 5\r\n\r\nwhat?"


@asynccontextmanager
async def answering(*answers: bytes, close: bool = False) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Answer one request after the other; yield the address and what was asked."""
    left, asked = list(answers), []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while left and (request := await reader.read(10_000)):
            asked.append(request)
            for byte in left.pop(0):  # in small pieces
                writer.write(bytes([byte]))
            await writer.drain()
            if close:
                break
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


async def test_responses_of_any_form_are_read_whole_on_one_connection():
    async with answering(WHOLE, CHUNKED, UNCHANGED) as (url, asked), connect(url) as connection:
        assert await connection.fetch(Request("/entities?q=a")) == b"{}"
        assert connection.etag == '"7"'
        assert await connection.fetch(Request("/cypher", {"query": "RETURN 1"})) == b"[1,2]"
        assert connection.etag is None
        assert await connection.fetch(Request("/entities?q=a", headers={"If-None-Match": '"7"'})) == b""
    assert asked[0].startswith(b"GET /entities?q=a HTTP/1.1\r\nHost: 127.0.0.1")
    assert asked[1].endswith(b'Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{"query":"RETURN 1"}')
    assert b'If-None-Match: "7"\r\n' in asked[2]


async def test_a_connection_that_the_server_has_closed_is_opened_again():
    async with answering(WHOLE, WHOLE, close=True) as (url, asked), connect(url) as connection:
        await connection.fetch(Request("/"))
        await asyncio.sleep(0.05)
        assert await connection.fetch(Request("/")) == b"{}"
    assert len(asked) == 2


async def test_another_status_is_an_error():
    async with answering(REFUSED) as (url, _), connect(url) as connection:
        with pytest.raises(RuntimeError, match=r"/links was answered with 422: b'what\?'"):
            await connection.fetch(Request("/links"))
