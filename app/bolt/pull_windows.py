"""Windows: a PULL of many records is sent to Neo4j in parts.

Neo4j keeps the records of a PULL in its heap until the client reads them. A client that asks for all records and does
not read them would fill the heap. The next window is requested after the client has read the one before.
"""

from collections.abc import Mapping

from app.bolt.protocol.packstream import pack, pack_raw_map

FIRST_WINDOW = 100  # records, while their length is unknown
MAX_WINDOW = 10_000  # records
WINDOW_BYTES = 1024 * 1024  # target size of a window


class Pull:
    """Records that a client still waits for: ``left`` of them, or -1 for all.

    ``fields`` are those of its message; ``n`` is replaced.
    """

    def __init__(self, left: int, fields: Mapping[str, bytes]) -> None:
        self._left = left
        self._fields = {key: value for key, value in fields.items() if key != "n"}

    @property
    def wants_more(self) -> bool:
        """Return whether the client wants more records than were requested from Neo4j."""
        return self._left != 0

    def encode_next(self, window: "WindowSize") -> bytes:
        """Return the PULL for the next window."""
        number = window.choose_size(self._fields)
        if self._left > 0:
            number = min(number, self._left)
            self._left -= number
        window.requested_records = number
        return b"\xb1\x3f" + pack_raw_map({**self._fields, "n": pack(number)})


class WindowSize:
    """Size of the next window, estimated from the records of the same result so far."""

    def __init__(self) -> None:
        self._next_size, self._pull_fields = FIRST_WINDOW, {"": b""}
        self.requested_records = self._window_bytes = 0

    def reset(self) -> None:
        """Start with another result."""
        self._next_size = FIRST_WINDOW

    def add_bytes(self, size: int) -> None:
        """Record the number of bytes received in this window."""
        self._window_bytes += size

    def adapt(self) -> None:
        """Adapt the size after a full window."""
        self._next_size = min(MAX_WINDOW, max(1, self.requested_records * WINDOW_BYTES // max(1, self._window_bytes)))

    def choose_size(self, fields: Mapping[str, bytes]) -> int:
        """Return the number of records to request next from the result that ``fields`` name."""
        if fields != self._pull_fields:
            self._next_size, self._pull_fields = FIRST_WINDOW, dict(fields)
        self._window_bytes = 0
        return self._next_size
