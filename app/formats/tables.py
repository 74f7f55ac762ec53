"""Tables as JSON, CSV and NDJSON, whole or streamed."""

import codecs
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import orjson

from graph.store import JsonTable, RowStream

#: Bytes per chunk of a stream. An error within the first chunk becomes an error response.
CHUNK_SIZE = 64 * 1024

FORMATS = ("json", "csv", "ndjson")

_SPECIAL = re.compile(r'[",\r\n]')
#: First characters of formulas, also in full width. Spreadsheets skip blanks before them.
_FORMULA = re.compile(r" *[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def media_type(form: str) -> str:
    """Return the media type of a format."""
    return {"json": "application/json", "ndjson": "application/x-ndjson"}.get(form, "text/csv")


def encode(table: JsonTable, form: str) -> bytes:
    """Encode a whole table."""
    writer = WRITERS[form](table.columns, table.clocks)
    return b"".join((writer.head(), *map(writer.row, table.rows), writer.end(table.notes, truncated=table.truncated)))


class Writer(ABC):
    """Encoder of a table: call ``head``, ``row`` for each row, and ``end`` or ``end_early``."""

    def __init__(self, columns: Sequence[str], clocks: Mapping[str, str] | None = None) -> None:
        self._columns, self._clocks = columns, clocks or {}

    @abstractmethod
    def head(self) -> bytes:
        """Return the bytes before the rows."""

    @abstractmethod
    def row(self, row: Sequence[Any]) -> bytes:
        """Encode one row, which has a value for each column."""

    def end(self, notes: Sequence[str], *, truncated: bool) -> bytes:  # noqa: ARG002 - only JSON uses them
        """Return the bytes after the last row."""
        return b""

    @abstractmethod
    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:
        """Return the end of a stream that stops at a limit or after an error."""


class JsonWriter(Writer):
    """JSON object: ``columns``, the clocks of ad-hoc Cypher, ``rows``, ``truncated``, and ``notes`` and ``error``."""

    _before = b""

    def head(self) -> bytes:
        """Return the columns, the clocks and the start of the rows."""
        return orjson.dumps({"columns": self._columns, **self._clocks})[:-1] + b',"rows":['

    def row(self, row: Sequence[Any]) -> bytes:
        """Encode one row, after a comma unless it is the first."""
        before, self._before = self._before, b","
        return before + orjson.dumps(row)

    def end(self, notes: Sequence[str], *, truncated: bool) -> bytes:
        """Return the end of the rows, ``truncated`` and the notes."""
        return b"]," + orjson.dumps({"truncated": truncated} | _drop_empty(notes=notes))[1:]

    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:
        """Return the end of the rows, ``truncated`` and the error."""
        return b"]," + orjson.dumps({"truncated": True} | _drop_empty(notes=notes, error=error))[1:]


class NdjsonWriter(Writer):
    """JSON objects, one per line."""

    def head(self) -> bytes:
        """Return nothing: each line has the names of the columns."""
        return b""

    def row(self, row: Sequence[Any]) -> bytes:
        """Encode one row as a line."""
        return orjson.dumps(dict(zip(self._columns, row, strict=True))) + b"\n"

    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:
        """Return a last line with the keys that end the JSON format."""
        return orjson.dumps({"truncated": True} | _drop_empty(notes=notes, error=error)) + b"\n"


class CsvWriter(Writer):
    """CSV of RFC 4180. Null is an empty cell, empty text is ``""``, lists and maps are JSON."""

    def head(self) -> bytes:
        """Return the header line."""
        return self._line(self._columns)

    def row(self, row: Sequence[Any]) -> bytes:
        """Encode one row as a line."""
        return self._line([self._cell(value) for value in row])

    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:  # noqa: ARG002 - CSV has no notes
        """Return a last line that begins with ``#`` and gives the reason."""
        why = error["detail"] if error else "the result exceeds the limits of an answer."
        return f"# truncated: {' '.join(why.split())}\r\n".encode()

    def _cell(self, value: Any) -> str | None:
        if value is None:
            return None
        return orjson.dumps(value).decode() if isinstance(value, list) else format_cell(value)

    def _line(self, cells: Sequence[str | None]) -> bytes:
        if len(cells) == 1:  # most readers skip empty lines
            cells = [cells[0] or ""]
        return (",".join(map(_quote, cells)) + "\r\n").encode()


class ExcelWriter(CsvWriter):
    """CSV for spreadsheets: with a byte order mark, and without cells that run as formulas."""

    def head(self) -> bytes:
        """Return the byte order mark and the header line."""
        return codecs.BOM_UTF8 + self._line([_escape_formula(column) for column in self._columns])

    def _cell(self, value: Any) -> str | None:
        shown = None if value is None else format_cell(value)
        return _escape_formula(shown) if isinstance(shown, str) and not isinstance(value, (int, float)) else shown


def _quote(text: str | None) -> str:
    if text is None:
        return ""
    return '"' + text.replace('"', '""') + '"' if not text or _SPECIAL.search(text) else text


def may_be_formula(text: str) -> bool:
    """Return whether a spreadsheet might run a text as a formula."""
    return _FORMULA.match(text) is not None


def _escape_formula(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet might run as a formula."""
    return f"'{text}" if may_be_formula(text) else text


def _drop_empty(**keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value}


WRITERS: Mapping[str, type[Writer]] = {
    "json": JsonWriter, "csv": CsvWriter, "ndjson": NdjsonWriter, "excel": ExcelWriter,
}  # fmt: skip


async def iter_chunks(stream: RowStream, writer: Writer, end: Callable[[RowStream], bytes]) -> AsyncIterator[bytes]:
    """Yield rows in chunks of about CHUNK_SIZE bytes. ``end`` returns the bytes after the last row."""
    piece = bytearray(writer.head())
    async for row in stream:
        piece += writer.row(row)
        if len(piece) >= CHUNK_SIZE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece) + end(stream)


def format_cell(value: Any) -> str:
    """Return a value as text. Null is empty, a map is JSON, a list of texts is joined by ``; ``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return "; ".join(value) if _all_text(value) else orjson.dumps(value).decode()
    return str(value)


def _all_text(value: Sequence[Any] | dict[str, Any]) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
