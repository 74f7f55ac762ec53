"""Bolt's chunks: a message is cut into chunks of at most 65,535 bytes, each after its length, and ends with a zero.

What clients send is put together, because it is judged. What Neo4j sends is only looked at where messages begin and
end, because a result may have any size.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.bolt.protocol.packstream import ProtocolError

MAX_CHUNK = 0xFFFF
MAX_MESSAGE = 4 * 1024 * 1024  # bytes of a message of a client that has logged on
END = b"\x00\x00"
RECORD = b"\x71"

#: Enough of a message to know what it is: structure, signature, and whether a SUCCESS says no more than "has_more".
HEAD_SIZE = 16


def encode_chunks(message: bytes) -> bytes:
    """A message as it goes over the wire."""
    parts = []
    for start in range(0, len(message), MAX_CHUNK):
        chunk = message[start : start + MAX_CHUNK]
        parts += [len(chunk).to_bytes(2), chunk]
    return b"".join([*parts, END])


class TruncatedMessage(bytes):
    """The beginning of a message that was longer than is taken, and of which the rest was passed over."""


class Assembler:
    """Puts messages together. ``limit`` is how many bytes one may have, its chunks' lengths counted as well.

    Of one that has more, up to ``bearable`` bytes, the beginning is given.
    """

    def __init__(self, limit: int, bearable: int = 0) -> None:
        self.limit, self.refusal_limit = limit, bearable
        self._waiting = bytearray()  # what has come and is not yet part of a message
        self._message = bytearray()  # what is known of the present one
        self._size = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take what has come and give each message that is whole. Raises Malformed where one is unbearably large."""
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
                if message:  # an empty one only says that the client is there
                    yield message


class Piece(NamedTuple):
    """Bytes to pass on as they are, of which the first ``whole`` end with a whole message.

    ``head`` is the beginning of the message that ends with them, if that closes the answer to a request. The bytes
    ``before`` it are of other messages; a message that is no longer than its head is never in two pieces.
    """

    data: bytes
    boundary: int
    head: bytes | None = None
    before: int = 0


class MessageTracker:
    """Follows the messages in a stream from Neo4j, and holds back no more than a few bytes of it."""

    def __init__(self) -> None:
        self._held = b""  # too little to tell what the next message is
        self._left = 0  # bytes of the present chunk that are still to come
        self._head: bytes | None = None  # the beginning of the present message

    def feed(self, data: bytes) -> Iterator[Piece]:
        """Take what Neo4j sent, and give it in pieces that each end where an answer does; the last one may not."""
        data = self._held + data
        size, begun, began, whole, position, head = len(data), 0, 0, 0, self._left, self._head
        while position + 2 <= size:
            length = data[position] << 8 | data[position + 1]
            if length:
                if head is None:
                    if position + (4 + length if length <= HEAD_SIZE else 2 + HEAD_SIZE) > size:
                        break
                    head, began = data[position + 2 : position + 2 + min(length, HEAD_SIZE)], position
                position += 2 + length
                continue
            position = whole = position + 2
            if head is not None and head[1:2] != RECORD:
                yield Piece(data[begun:position], position - begun, head, max(began - begun, 0))
                begun = position
            head = None
        end = min(position, size)
        self._held, self._left, self._head = data[end:], position - end, head
        if end > begun:
            yield Piece(data[begun:end], max(whole - begun, 0))
