"""A PULL of many records, asked of Neo4j in windows.

Neo4j sends what one PULL asks for whether or not it is taken, and keeps in its heap what waits: a client that asks for
all records and does not read would fill it. So it is asked for some at a time, and for the next ones when the client
has taken those.
"""

from collections.abc import Mapping

from app.bolt.protocol.packstream import pack, pack_raw_map

FIRST_WINDOW, MAX_WINDOW = (
    100,
    10_000,
)  # records of a window: of the first, before it is known how long they are, and of any
WINDOW_BYTES = 1024 * 1024  # what a window is to have, by the length of the records of the one before it


class Pull:
    """The records that a client has asked for and not yet got: ``left`` of them, or -1 for all that there are.

    ``fields`` are those of its message but for the number.
    """

    def __init__(self, left: int, fields: Mapping[str, bytes]) -> None:
        self._left = left
        self._fields = {key: value for key, value in fields.items() if key != "n"}

    @property
    def wants_more(self) -> bool:
        """Whether the windows that were asked for so far are less than the client wants."""
        return self._left != 0

    def encode_next(self, scale: "WindowSize") -> bytes:
        """The message that asks for the next records."""
        number = scale.choose_size(self._fields)
        if self._left > 0:
            number = min(number, self._left)
            self._left -= number
        scale.requested_records = number
        return b"\xb1\x3f" + pack_raw_map({**self._fields, "n": pack(number)})


class WindowSize:
    """How many records a window may have, by the length of those that came before from the same result."""

    def __init__(self) -> None:
        self._next_size, self._pull_fields = FIRST_WINDOW, {"": b""}
        self.requested_records = self._window_bytes = 0

    def reset(self) -> None:
        """There is another result."""
        self._next_size = FIRST_WINDOW

    def add_bytes(self, size: int) -> None:
        """So many bytes of the present window have come."""
        self._window_bytes += size

    def adapt(self) -> None:
        """All records that were asked for have come, and there are more."""
        self._next_size = min(MAX_WINDOW, max(1, self.requested_records * WINDOW_BYTES // max(1, self._window_bytes)))

    def choose_size(self, fields: Mapping[str, bytes]) -> int:
        """How many records to ask for next, of the result that these fields of a PULL name."""
        if fields != self._pull_fields:
            self._next_size, self._pull_fields = FIRST_WINDOW, dict(fields)
        self._window_bytes = 0
        return self._next_size
