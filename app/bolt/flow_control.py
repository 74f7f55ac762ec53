"""What goes to Neo4j when: a long PULL window by window, and what a client asked after it once it has ended."""

import asyncio
from collections import deque

from app.bolt.protocol.chunking import encode_chunks
from app.bolt.pull_windows import Pull, WindowSize
from app.bolt.requests import IGNORED_MESSAGE, Request, RequestKind
from app.bolt.response_queue import HAS_MORE_MESSAGE, ResponseQueue

_HELD = 64 * 1024  # bytes of held back requests from which on no more are read


class FlowControl:
    """Of one connection to Neo4j; ``turns`` are those of its client."""

    def __init__(self, turns: ResponseQueue) -> None:
        self._responses = turns
        self._pull: Pull | None = None  # the one that is under way
        self._window_size = WindowSize()
        self._is_paused = False  # a window of it has ended, and the next one is not asked for yet
        self._held: deque[Request] = deque()
        self._size = 0
        self._has_room = asyncio.Event()
        self._has_room.set()

    def submit(self, request: Request) -> bytes:
        """What is to be sent to Neo4j now that a client has asked this."""
        if self._pull and request.kind is not RequestKind.RESET:
            self._held.append(request)
            self._size += len(request.message)
            if self._size > _HELD:
                self._has_room.clear()
            return b""
        return self._encode(request)

    def reset(self, now: float) -> bytes:
        """A client is about to reset: nothing else goes on. What comes back is to be sent to it at once."""
        self._responses.ignore_last(len(self._held))
        rested = self._is_paused
        self.clear()
        return self._end_pull(now) if rested else b""

    def on_bytes(self, size: int) -> None:
        """So many bytes of an answer were passed on."""
        if self._pull and self._responses.first is self._pull:
            self._window_size.add_bytes(size)

    def pause(self, now: float) -> bytes:
        """A window has ended, of which the client is not told; what comes back is to be sent to it at once."""
        if self._responses.first is not self._pull:  # it has reset, and may have begun another one
            return self._end_pull(now)
        self._window_size.adapt()
        self._is_paused = True
        return b""

    def finish_response(self, head: bytes, now: float) -> bytes:
        """As of the turns."""
        if self._pull and self._responses.first is self._pull:
            self._pull = None
            if head == HAS_MORE_MESSAGE:
                self._window_size.adapt()
        return self._responses.finish_response(head, now)

    def resume(self) -> bytes:
        """What is to be sent to Neo4j once the client has taken what has come."""
        if self._is_paused and self._pull:
            self._is_paused = False
            return encode_chunks(self._pull.encode_next(self._window_size))
        parts = []
        while self._held and self._pull is None:
            request = self._held.popleft()
            self._size -= len(request.message)
            parts.append(self._encode(request))
        if self._size <= _HELD:
            self._has_room.set()
        return b"".join(parts)

    def clear(self) -> None:
        """Nothing is under way any more."""
        self._pull, self._is_paused, self._size = None, False, 0
        self._held.clear()
        self._has_room.set()

    async def wait_for_room(self) -> None:
        """Wait until little is held back."""
        await self._has_room.wait()

    def _encode(self, request: Request) -> bytes:
        self._pull = request.pull
        if request.kind in (RequestKind.RUN, RequestKind.RESET):
            self._window_size.reset()
        return encode_chunks(request.pull.encode_next(self._window_size) if request.pull else request.message)

    def _end_pull(self, now: float) -> bytes:
        """The end of a PULL that a reset overtook between two windows, as if Neo4j had passed over it."""
        return encode_chunks(IGNORED_MESSAGE) + self._responses.finish_response(IGNORED_MESSAGE, now)
