"""PackStream: find the end of a value without building it, and pack small values.

Only strings, integers and the keys of maps are decoded. Other values are skipped, without recursion and without memory
for a size that is only announced.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

MAX_DEPTH = 32  # of nested lists, maps and structures, as over HTTP; Neo4j parses them by recursion
MAX_KEYS = 10_000  # of a map whose keys are decoded

NULL, TRUE = b"\xc0", b"\xc3"

Value = None | bool | int | str | Sequence["Value"] | Mapping[str, "Value"]

#: Format of the size after a marker.
_SIZES = {
    marker: struct.Struct(form)
    for markers, form in ((b"\xcc\xd0\xd4\xd8", ">B"), (b"\xcd\xd1\xd5\xd9", ">H"), (b"\xce\xd2\xd6\xda", ">I"))
    for marker in markers
}
_INTEGERS = {0xC8: struct.Struct(">b"), 0xC9: struct.Struct(">h"), 0xCA: struct.Struct(">i"), 0xCB: struct.Struct(">q")}
_FLOAT = struct.Struct(">d")
_STRINGS, _LISTS, _MAPS = b"\xd0\xd1\xd2", b"\xd4\xd5\xd6", b"\xd8\xd9\xda"

#: Number of bytes and number of values after each marker of a fixed size.
_FIXED_LAYOUTS: dict[int, tuple[int, int]] = {
    **dict.fromkeys((*range(0x80), *range(0xF0, 0x100), 0xC0, 0xC2, 0xC3), (0, 0)),
    **{marker: (form.size, 0) for marker, form in _INTEGERS.items()},
    0xC1: (8, 0),
    **{0x80 + size: (size, 0) for size in range(16)},
    **{0x90 + size: (0, size) for size in range(16)},
    **{0xA0 + size: (0, 2 * size) for size in range(16)},
    **{0xB0 + size: (1, size) for size in range(16)},
}


class ProtocolError(Exception):
    """Bytes that are not a valid Bolt message at this point."""


class LimitExceeded(ProtocolError):
    """Valid bytes past a limit of the proxy; the client gets a failure."""


def find_end(data: bytes, start: int) -> int:
    """Return the end of the value that begins at ``start``. Raises ProtocolError if it does not end in ``data``."""
    waiting: list[int] = []  # for each enclosing list, map and structure, the number of its missing values
    position, left = start, 1
    try:
        while True:
            if not left:
                if not waiting:
                    break
                left = waiting.pop()
                continue
            left -= 1
            marker = data[position]
            layout = _FIXED_LAYOUTS.get(marker)
            if layout:
                position += 1 + layout[0]
                inner = layout[1]
            else:
                position, inner = _read_size(data, position)
            if inner:
                if len(waiting) >= MAX_DEPTH:
                    raise LimitExceeded(f"a value is nested deeper than {MAX_DEPTH} lists and maps")
                waiting.append(left)
                left = inner
    except (IndexError, struct.error):
        raise ProtocolError("a value ends too early") from None
    if position > len(data):
        raise ProtocolError("a value ends too early")
    return position


def _read_size(data: bytes, position: int) -> tuple[int, int]:
    """Return the position after a marker with a size, and the number of its values."""
    marker = data[position]
    if marker not in _SIZES:
        raise ProtocolError(f"0x{marker:02X} does not begin a value")
    form = _SIZES[marker]
    (size,) = form.unpack_from(data, position + 1)
    position += 1 + form.size
    if marker in _LISTS:
        return position, size
    return (position, 2 * size) if marker in _MAPS else (position + size, 0)


def is_string(data: bytes, start: int) -> bool:
    """Return whether a string begins at ``start``."""
    return start < len(data) and (0x80 <= data[start] <= 0x8F or data[start] in _STRINGS)


def unpack_string(data: bytes) -> str:
    """Return a packed string. Raises ProtocolError for other values."""
    if not is_string(data, 0):
        raise ProtocolError("expected a string")
    start = 1 + _SIZES[data[0]].size if data[0] in _STRINGS else 1
    try:
        return data[start:].decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError("a string is not valid UTF-8") from None


def unpack_integer(data: bytes) -> int:
    """Return a packed integer. Raises ProtocolError for other values."""
    marker = data[0]
    if marker in _INTEGERS:
        return int(_INTEGERS[marker].unpack_from(data, 1)[0])
    if marker < 0x80 or marker >= 0xF0:
        return marker if marker < 0x80 else marker - 0x100
    raise ProtocolError("expected an integer")


def read_map(data: bytes, start: int) -> tuple[dict[str, bytes], int]:
    """Return the map that begins at ``start``, as keys with packed values, and its end.

    Raises ProtocolError for other values, and for a duplicate key: parsers differ in which value they use.
    """
    found: dict[str, bytes] = {}
    try:
        size, position = _read_map_size(data, start)
    except (IndexError, struct.error):
        raise ProtocolError("a map ends too early") from None
    if size > MAX_KEYS:
        raise LimitExceeded(f"a map has more than {MAX_KEYS:,} keys")
    for _ in range(size):
        end = find_end(data, position)
        key = unpack_string(data[position:end])
        if key in found:
            raise ProtocolError(f"a map has the key {key[:80]} twice")
        position, end = end, find_end(data, end)
        found[key] = data[position:end]
        position = end
    return found, position


def _read_map_size(data: bytes, start: int) -> tuple[int, int]:
    """Return the number of entries of a map, and the position of the first one."""
    marker = data[start]
    if 0xA0 <= marker <= 0xAF:
        return marker - 0xA0, start + 1
    if marker not in _MAPS:
        raise ProtocolError("expected a map")
    form = _SIZES[marker]
    return form.unpack_from(data, start + 1)[0], start + 1 + form.size


def summarize(data: bytes) -> int | float | str | range | None:
    """Return a number, a string, or a range as long as a list; else None."""
    marker = data[0]
    if marker == 0xC1:
        return float(_FLOAT.unpack_from(data, 1)[0])
    if marker in _INTEGERS or marker < 0x80 or marker >= 0xF0:
        return unpack_integer(data)
    if is_string(data, 0):
        return unpack_string(data)
    if 0x90 <= marker <= 0x9F:
        return range(marker & 0x0F)
    if marker in _LISTS:
        return range(_SIZES[marker].unpack_from(data, 1)[0])
    return None


def pack(value: Value) -> bytes:
    """Return a value in PackStream."""
    return b"".join(_pack_parts(value))


def pack_raw_map(values: Mapping[str, bytes]) -> bytes:
    """Return a map whose values are packed."""
    return b"".join([_pack_header(len(values), 0xA0, 0xD8), *(pack(key) + value for key, value in values.items())])


def pack_date(day: date) -> bytes:
    """Return a DATE in PackStream."""
    return b"\xb1\x44" + pack((day - date(1970, 1, 1)).days)


def pack_instant(instant: datetime, *, utc: bool) -> bytes:
    """Return a DATETIME in UTC in PackStream. ``utc``: in the form of Bolt 5, with seconds in UTC."""
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    nanoseconds = since.microseconds * 1000
    tag = b"\xb3\x49" if utc else b"\xb3\x46"
    return tag + pack(since.days * 86_400 + since.seconds) + pack(nanoseconds) + pack(0)


def _pack_parts(value: Value) -> Iterator[bytes]:
    if value is None:
        yield NULL
    elif isinstance(value, bool):
        yield TRUE if value else b"\xc2"
    elif isinstance(value, int):
        yield _pack_integer(value)
    elif isinstance(value, str):
        encoded = value.encode("utf-8")
        yield _pack_header(len(encoded), 0x80, 0xD0) + encoded
    elif isinstance(value, Mapping):
        yield _pack_header(len(value), 0xA0, 0xD8)
        for key, item in value.items():
            yield from _pack_parts(key)
            yield from _pack_parts(item)
    else:
        yield _pack_header(len(value), 0x90, 0xD4)
        for item in value:
            yield from _pack_parts(item)


def _pack_integer(value: int) -> bytes:
    if -16 <= value < 128:
        return (value & 0xFF).to_bytes(1)
    for marker, form in _INTEGERS.items():
        bits = 8 * form.size - 1
        if -(1 << bits) <= value < 1 << bits:
            return marker.to_bytes(1) + form.pack(value)
    raise OverflowError(f"{value} does not fit into 64 bits")


def _pack_header(size: int, tiny: int, sized: int) -> bytes:
    """Return the marker and the size of a string, list or map."""
    if size < 16:
        return (tiny + size).to_bytes(1)
    width = 0 if size < 1 << 8 else 1 if size < 1 << 16 else 2
    return (sized + width).to_bytes(1) + size.to_bytes(1 << width)
