"""Flow control: send a long PULL in windows, and hold later requests until its end."""

import asyncio
from collections import deque

from app.bolt.policy import Request
from app.bolt.protocol.chunking import encode_chunks
from app.bolt.protocol.messages import IGNORED_MESSAGE, Failure, RequestKind
from app.bolt.pull_windows import Pull, WindowSize
from app.bolt.response_queue import HAS_MORE_MESSAGE, ResponseQueue

_MAX_HELD_BYTES = 64 * 1024  # of held requests; above it the client is not read


class FlowControl:
    """Flow control of one connection to Neo4j."""

    def __init__(self, responses: ResponseQueue) -> None:
        self._responses = responses
        self._pull: Pull | None = None  # the PULL that is sent in windows
        self._window_size = WindowSize()
        self._is_paused = False  # between two windows
        self._held: deque[Request] = deque()
        self._size = 0
        self._has_room = asyncio.Event()
        self._has_room.set()

    def submit(self, request: Request) -> bytes:
        """Accept a request; return bytes to send to Neo4j now."""
        if self._pull and request.kind is not RequestKind.RESET:
            self._held.append(request)
            self._size += len(request.message)
            if self._size > _MAX_HELD_BYTES:
                self._has_room.clear()
            return b""
        return self._encode(request)

    def reset(self, now: float) -> bytes:
        """Drop the PULL and held requests before a RESET; return bytes for the client."""
        self._responses.ignore_last(len(self._held))
        was_paused = self._is_paused
        self.clear()
        return self._end_pull(now) if was_paused else b""

    def on_bytes(self, size: int) -> None:
        """Record the number of forwarded bytes of a response."""
        if self._pull and self._responses.first is self._pull:
            self._window_size.add_bytes(size)

    def pause(self, now: float) -> bytes:
        """Record the end of a window; return bytes to send to the client now."""
        if self._responses.first is not self._pull:  # a RESET came, and another PULL may have begun
            return self._end_pull(now)
        self._window_size.adapt()
        self._is_paused = True
        return b""

    def finish_response(self, head: bytes, now: float, trial_failure: Failure | None = None) -> bytes:
        """Record that Neo4j finished a response; return bytes to send to the client now."""
        if self._pull and self._responses.first is self._pull:
            self._pull = None
            if head == HAS_MORE_MESSAGE:
                self._window_size.adapt()
        return self._responses.finish_response(head, now, trial_failure)

    def resume(self) -> bytes:
        """Return bytes to send to Neo4j after the client has read all forwarded bytes."""
        if self._is_paused and self._pull:
            self._is_paused = False
            return encode_chunks(self._pull.encode_next(self._window_size))
        parts = []
        while self._held and self._pull is None:
            request = self._held.popleft()
            self._size -= len(request.message)
            parts.append(self._encode(request))
        if self._size <= _MAX_HELD_BYTES:
            self._has_room.set()
        return b"".join(parts)

    def clear(self) -> None:
        """Drop the PULL and all held requests."""
        self._pull, self._is_paused, self._size = None, False, 0
        self._held.clear()
        self._has_room.set()

    async def wait_for_room(self) -> None:
        """Wait until few bytes are held."""
        await self._has_room.wait()

    def _encode(self, request: Request) -> bytes:
        self._pull = request.pull
        if request.kind in (RequestKind.RUN, RequestKind.RESET):
            self._window_size.reset()
        return encode_chunks(request.pull.encode_next(self._window_size) if request.pull else request.message)

    def _end_pull(self, now: float) -> bytes:
        """Return IGNORED for a PULL that a RESET interrupted between two windows."""
        return encode_chunks(IGNORED_MESSAGE) + self._responses.finish_response(IGNORED_MESSAGE, now)
