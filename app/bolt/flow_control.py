"""What goes to Neo4j when: a long PULL window by window, and what a client asked after it once it has ended."""

import asyncio
from collections import deque

from app.bolt.protocol.chunking import chunked
from app.bolt.pull_windows import Pull, Scale
from app.bolt.requests import IGNORED_WHOLE, Kind, Request
from app.bolt.response_queue import MORE, Turns

_HELD = 64 * 1024  # bytes of held back requests from which on no more are read


class Flow:
    """Of one connection to Neo4j; ``turns`` are those of its client."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._pull: Pull | None = None  # the one that is under way
        self._scale = Scale()
        self._rests = False  # a window of it has ended, and the next one is not asked for yet
        self._held: deque[Request] = deque()
        self._size = 0
        self._has_room = asyncio.Event()
        self._has_room.set()

    def ask(self, request: Request) -> bytes:
        """What is to be sent to Neo4j now that a client has asked this."""
        if self._pull and request.kind is not Kind.RESET:
            self._held.append(request)
            self._size += len(request.message)
            if self._size > _HELD:
                self._has_room.clear()
            return b""
        return self._sent(request)

    def cut(self, now: float) -> bytes:
        """A client is about to reset: nothing else goes on. What comes back is to be sent to it at once."""
        self._turns.ignore(len(self._held))
        rested = self._rests
        self.clear()
        return self._end(now) if rested else b""

    def passed(self, size: int) -> None:
        """So many bytes of an answer were passed on."""
        if self._pull and self._turns.first is self._pull:
            self._scale.came(size)

    def rest(self, now: float) -> bytes:
        """A window has ended, of which the client is not told; what comes back is to be sent to it at once."""
        if self._turns.first is not self._pull:  # it has reset, and may have begun another one
            return self._end(now)
        self._scale.ended()
        self._rests = True
        return b""

    def answered(self, head: bytes, now: float) -> bytes:
        """As of the turns."""
        if self._pull and self._turns.first is self._pull:
            self._pull = None
            if head == MORE:
                self._scale.ended()
        return self._turns.answered(head, now)

    def next(self) -> bytes:
        """What is to be sent to Neo4j once the client has taken what has come."""
        if self._rests and self._pull:
            self._rests = False
            return chunked(self._pull.window(self._scale))
        parts = []
        while self._held and self._pull is None:
            request = self._held.popleft()
            self._size -= len(request.message)
            parts.append(self._sent(request))
        if self._size <= _HELD:
            self._has_room.set()
        return b"".join(parts)

    def clear(self) -> None:
        """Nothing is under way any more."""
        self._pull, self._rests, self._size = None, False, 0
        self._held.clear()
        self._has_room.set()

    async def room(self) -> None:
        """Wait until little is held back."""
        await self._has_room.wait()

    def _sent(self, request: Request) -> bytes:
        self._pull = request.pull
        if request.kind in (Kind.RUN, Kind.RESET):
            self._scale.start_again()
        return chunked(request.pull.window(self._scale) if request.pull else request.message)

    def _end(self, now: float) -> bytes:
        """The end of a PULL that a reset overtook between two windows, as if Neo4j had passed over it."""
        return chunked(IGNORED_WHOLE) + self._turns.answered(IGNORED_WHOLE, now)
