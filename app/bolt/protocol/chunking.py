"""Chunks of messages: at most 65,535 bytes each, with an empty chunk at the end.

Messages of clients are assembled and validated. In the stream from Neo4j only the boundaries of messages are tracked,
because a result may have any size.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.bolt.protocol.packstream import ProtocolError

MAX_CHUNK = 0xFFFF
MAX_MESSAGE = 4 * 1024 * 1024  # bytes of a message after the log-on
END = b"\x00\x00"
RECORD = b"\x71"

#: Length of the head of a message: enough to see its kind, and whether a SUCCESS contains only "has_more".
HEAD_SIZE = 16


def encode_chunks(message: bytes) -> bytes:
    """Return a message split into chunks."""
    parts = []
    for start in range(0, len(message), MAX_CHUNK):
        chunk = message[start : start + MAX_CHUNK]
        parts += [len(chunk).to_bytes(2), chunk]
    return b"".join([*parts, END])


class TruncatedMessage(bytes):
    """Beginning of a message that is longer than the limit; its rest was skipped."""


class Assembler:
    """Assembler of messages from chunks.

    ``limit`` is the maximum size of a message in bytes, with the headers of its chunks. A longer message, of at most
    ``refusal_limit`` bytes, becomes a TruncatedMessage.
    """

    def __init__(self, limit: int, refusal_limit: int = 0) -> None:
        self.limit, self.refusal_limit = limit, refusal_limit
        self._waiting = bytearray()  # received bytes before a complete chunk
        self._message = bytearray()  # the current message
        self._size = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Add received bytes and yield the complete messages. Raises ProtocolError for a message that is too large."""
        self._waiting += data
        while len(self._waiting) >= 2:
            length = int.from_bytes(self._waiting[:2])
            size = self._size + 2 + length
            if size > max(self.limit, self.refusal_limit):
                raise ProtocolError(f"a message has more than {max(self.limit, self.refusal_limit):,} bytes")
            if len(self._waiting) < 2 + length:
                return
            self._size = size
            if size > self.limit:
                del self._message[HEAD_SIZE:]
            else:
                self._message += self._waiting[2 : 2 + length]
            del self._waiting[: 2 + length]
            if not length:
                message = bytes(self._message) if size <= self.limit else TruncatedMessage(self._message)
                self._message, self._size = bytearray(), 0
                if message:  # an empty message is a keep-alive
                    yield message


class Piece(NamedTuple):
    """Bytes to forward unchanged; the first ``boundary`` of them end with a complete message.

    ``head`` is the beginning of the message that ends there, if it ends a response. The bytes ``before`` it belong to
    other messages. A message that is no longer than its head is never split into two pieces.
    """

    data: bytes
    boundary: int
    head: bytes | None = None
    before: int = 0


class MessageTracker:
    """Tracker of message boundaries in a stream; it holds back a few bytes at most."""

    def __init__(self) -> None:
        self._held = b""  # bytes before a complete head
        self._left = 0  # bytes of the current chunk that are still missing
        self._head: bytes | None = None  # the beginning of the current message

    def feed(self, data: bytes) -> Iterator[Piece]:
        """Add received bytes and yield them in pieces that end with a response."""
        data = self._held + data
        size, piece_start, message_start, boundary = len(data), 0, 0, 0
        position, head = self._left, self._head
        while position + 2 <= size:
            length = data[position] << 8 | data[position + 1]
            if length:
                if head is None:
                    if position + (4 + length if length <= HEAD_SIZE else 2 + HEAD_SIZE) > size:
                        break
                    head, message_start = data[position + 2 : position + 2 + min(length, HEAD_SIZE)], position
                position += 2 + length
                continue
            position = boundary = position + 2
            if head is not None and head[1:2] != RECORD:
                before = max(message_start - piece_start, 0)
                yield Piece(data[piece_start:position], position - piece_start, head, before)
                piece_start = position
            head = None
        end = min(position, size)
        self._held, self._left, self._head = data[end:], position - end, head
        if end > piece_start:
            yield Piece(data[piece_start:end], max(boundary - piece_start, 0))
