"""Files that are sent while they are made: slow clients, clients that leave, and late errors."""

import asyncio

import pytest

from app.api import responses
from app.api.responses import StreamedFile
from graph.errors import GraphChanged

SCOPE = {"type": "http", "state": {"request_id": "r1"}}


class Client:
    """ASGI client that reads some messages, and then nothing."""

    def __init__(self, reads: int = 1000) -> None:
        self.came: list[dict] = []
        self.left = asyncio.Event()
        self._reads = reads

    async def send(self, message):
        if len(self.came) == self._reads:
            await asyncio.Event().wait()
        self.came.append(message)

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    @property
    def body(self):
        return b"".join(message.get("body", b"") for message in self.came)

    @property
    def complete(self):
        return self.came[-1].get("more_body") is False


class Chunks:
    """Chunks of an export, counted as they are made."""

    def __init__(self, error: Exception | None = None, at: int = 1000) -> None:
        self.made, self.closed = 0, False
        self._error, self._at = error, at

    async def __call__(self):
        try:
            for _ in range(20):
                if self._error and self.made == self._at:
                    raise self._error
                self.made += 1
                yield b"x"
        finally:
            self.closed = True


def file_of(chunks: Chunks) -> StreamedFile:
    return StreamedFile(chunks(), {"Content-Disposition": "attachment"}, "text/csv")


async def test_a_file_is_sent_whole_and_ends():
    client, chunks = Client(), Chunks()
    await file_of(chunks)(SCOPE, client.receive, client.send)
    assert (client.came[0]["status"], client.body, client.complete) == (200, b"x" * 20, True)


async def test_no_more_is_made_than_a_slow_client_reads_and_it_is_disconnected(monkeypatch):
    monkeypatch.setattr(responses, "STALLED_S", 0.05)
    client, chunks = Client(reads=3), Chunks()
    await file_of(chunks)(SCOPE, client.receive, client.send)
    assert (client.body, client.complete) == (b"xx", False)
    assert (chunks.made, chunks.closed) == (3, True)


async def test_a_client_that_leaves_ends_the_export():
    client, chunks = Client(reads=3), Chunks()
    sending = asyncio.create_task(file_of(chunks)(SCOPE, client.receive, client.send))
    await asyncio.sleep(0.01)
    client.left.set()
    await asyncio.wait_for(sending, 5)
    assert chunks.closed
    assert not client.complete


async def test_an_error_before_the_first_chunk_is_raised_and_a_later_one_ends_the_response_early():
    client, chunks = Client(), Chunks(GraphChanged("The graph changed."), at=0)
    with pytest.raises(GraphChanged):
        await file_of(chunks)(SCOPE, client.receive, client.send)
    assert client.came == []
    client, chunks = Client(), Chunks(GraphChanged("The graph changed."), at=5)
    await file_of(chunks)(SCOPE, client.receive, client.send)
    assert (client.body, client.complete) == (b"x" * 5, False)
