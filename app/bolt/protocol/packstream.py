"""PackStream, as far as a door needs it: to find where a value ends without building it, and to write small ones.

Values from clients are read as spans of bytes. What is looked at is texts, integers and the keys of maps; all else is
stepped over, without recursion and in memory that does not grow with what is claimed to come.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence

MAX_DEPTH = 32  # of lists, maps and structures within one another, as by HTTP; Neo4j reads them by recursion
MAX_KEYS = 10_000  # of a map whose keys are looked at

NULL, TRUE = b"\xc0", b"\xc3"

Value = None | bool | int | str | Sequence["Value"] | Mapping[str, "Value"]

#: Markers that are followed by a size in so many bytes, and how the size is unpacked.
_SIZES = {
    marker: struct.Struct(form)
    for markers, form in ((b"\xcc\xd0\xd4\xd8", ">B"), (b"\xcd\xd1\xd5\xd9", ">H"), (b"\xce\xd2\xd6\xda", ">I"))
    for marker in markers
}
_INTEGERS = {0xC8: struct.Struct(">b"), 0xC9: struct.Struct(">h"), 0xCA: struct.Struct(">i"), 0xCB: struct.Struct(">q")}
_FLOAT = struct.Struct(">d")
_TEXTS, _LISTS, _MAPS = b"\xd0\xd1\xd2", b"\xd4\xd5\xd6", b"\xd8\xd9\xda"

#: What each marker without a size of its own is followed by: so many bytes, and so many values.
_FIXED_LAYOUTS: dict[int, tuple[int, int]] = {
    **dict.fromkeys((*range(0x80), *range(0xF0, 0x100), 0xC0, 0xC2, 0xC3), (0, 0)),
    **{marker: (unpack_integer.size, 0) for marker, unpack_integer in _INTEGERS.items()},
    0xC1: (8, 0),
    **{0x80 + size: (size, 0) for size in range(16)},
    **{0x90 + size: (0, size) for size in range(16)},
    **{0xA0 + size: (0, 2 * size) for size in range(16)},
    **{0xB0 + size: (1, size) for size in range(16)},
}


class ProtocolError(Exception):
    """Bytes that are no message of Bolt, or none that a client may send here."""


class LimitExceeded(ProtocolError):
    """What is well formed so far, and more than a door takes: whoever sent it can be told so."""


def find_end(data: bytes, start: int) -> int:
    """The index after the value that begins at ``start``. Raises Malformed where none ends within ``data``."""
    waiting: list[int] = []  # for each list, map and structure around this place: how many of its values are to come
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
            plain = _FIXED_LAYOUTS.get(marker)
            if plain:
                position += 1 + plain[0]
                inner = plain[1]
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
    """After a marker with a size: the next place to read at, and how many values follow there."""
    marker = data[position]
    if marker not in _SIZES:
        raise ProtocolError(f"0x{marker:02X} begins no value")
    form = _SIZES[marker]
    (size,) = form.unpack_from(data, position + 1)
    position += 1 + form.size
    if marker in _LISTS:
        return position, size
    return (position, 2 * size) if marker in _MAPS else (position + size, 0)


def is_string(data: bytes, start: int) -> bool:
    """Whether the value that begins at ``start`` is a text."""
    return start < len(data) and (0x80 <= data[start] <= 0x8F or data[start] in _TEXTS)


def unpack_string(data: bytes) -> str:
    """The text that these bytes are. Raises Malformed for anything else."""
    if not is_string(data, 0):
        raise ProtocolError("a text is wanted and something else came")
    start = 1 + _SIZES[data[0]].size if data[0] in _TEXTS else 1
    try:
        return data[start:].decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError("a text is not in UTF-8") from None


def unpack_integer(data: bytes) -> int:
    """The integer that these bytes are. Raises Malformed for anything else."""
    marker = data[0]
    if marker in _INTEGERS:
        return int(_INTEGERS[marker].unpack_from(data, 1)[0])
    if marker < 0x80 or marker >= 0xF0:
        return marker if marker < 0x80 else marker - 0x100
    raise ProtocolError("an integer is wanted and something else came")


def read_map(data: bytes, start: int) -> tuple[dict[str, bytes], int]:
    """The map that begins at ``start``: its keys with the bytes of each value, and the index after it.

    Raises Malformed for anything else, and for a key that comes twice: readers differ in which one they take.
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
            raise ProtocolError(f"the key {key[:80]} comes twice in a map")
        position, end = end, find_end(data, end)
        found[key] = data[position:end]
        position = end
    return found, position


def _read_map_size(data: bytes, start: int) -> tuple[int, int]:
    """How many entries a map has, and where the first one begins."""
    marker = data[start]
    if 0xA0 <= marker <= 0xAF:
        return marker - 0xA0, start + 1
    if marker not in _MAPS:
        raise ProtocolError("a map is wanted and something else came")
    form = _SIZES[marker]
    return form.unpack_from(data, start + 1)[0], start + 1 + form.size


def summarize(data: bytes) -> int | float | str | range | None:
    """What the guard wants to know of a value: a number, a text, or something as long as a list is; else None."""
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
    """A value in PackStream."""
    return b"".join(_pack_parts(value))


def pack_raw_map(values: Mapping[str, bytes]) -> bytes:
    """A map whose values are in PackStream already."""
    return b"".join([_pack_header(len(values), 0xA0, 0xD8), *(pack(key) + value for key, value in values.items())])


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
    """The marker and the size of a text, list or map."""
    if size < 16:
        return (tiny + size).to_bytes(1)
    width = 0 if size < 1 << 8 else 1 if size < 1 << 16 else 2
    return (sized + width).to_bytes(1) + size.to_bytes(1 << width)
