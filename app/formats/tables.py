"""Tables as JSON, CSV or NDJSON: one writer of each for whole tables and for streams."""

import codecs
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import orjson

from graph.store import JsonTable, RowStream

#: Bytes that are gathered before they are sent. An error before the first of them are full is an answer of its own.
CHUNK_SIZE = 64 * 1024

FORMATS = ("json", "csv", "ndjson")

_SPECIAL = re.compile(r'[",\r\n]')
#: Beginnings of formulas, also in their wide forms. Spreadsheets skip blanks in front of them.
_FORMULA = re.compile(r" *[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def media_type(form: str) -> str:
    """The media type of a format."""
    return {"json": "application/json", "ndjson": "application/x-ndjson"}.get(form, "text/csv")


def encode(table: JsonTable, form: str) -> bytes:
    """The table in the format."""
    writer = WRITERS[form](table.columns)
    return b"".join((writer.head(), *map(writer.row, table.rows), writer.end(table.notes, truncated=table.truncated)))


class Writer(ABC):
    """Writes one table in one format, row by row: the head, each row, and one of the two ends."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    @abstractmethod
    def head(self) -> bytes:
        """What stands before the rows."""

    @abstractmethod
    def row(self, row: Sequence[Any]) -> bytes:
        """One row, as long as the columns."""

    def end(self, notes: Sequence[str], *, truncated: bool) -> bytes:  # noqa: ARG002 - only JSON has a place for them
        """What belongs after the rows."""
        return b""

    @abstractmethod
    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:
        """What a stream ends with that stops early: at the limit of an answer, or because of an error."""


class JsonWriter(Writer):
    """One object: ``columns``, ``rows``, ``truncated``; ``notes`` if any, ``error`` where one broke the rows off."""

    _before = b""

    def head(self) -> bytes:
        """The columns, and the beginning of the rows."""
        return b'{"columns":' + orjson.dumps(self._columns) + b',"rows":['

    def row(self, row: Sequence[Any]) -> bytes:
        """One row, after the comma that parts it from the one before."""
        before, self._before = self._before, b","
        return before + orjson.dumps(row)

    def end(self, notes: Sequence[str], *, truncated: bool) -> bytes:
        """The end of the rows, whether there was more, and the notes."""
        return b"]," + orjson.dumps({"truncated": truncated} | _drop_empty(notes=notes))[1:]

    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:
        """The end of the rows, that there was more, and why they stop."""
        return b"]," + orjson.dumps({"truncated": True} | _drop_empty(notes=notes, error=error))[1:]


class NdjsonWriter(Writer):
    """An object a line."""

    def head(self) -> bytes:
        """Nothing: each line names the columns."""
        return b""

    def row(self, row: Sequence[Any]) -> bytes:
        """One line."""
        return orjson.dumps(dict(zip(self._columns, row, strict=True))) + b"\n"

    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:
        """A last line with the keys that JSON has at its end."""
        return orjson.dumps({"truncated": True} | _drop_empty(notes=notes, error=error)) + b"\n"


class CsvWriter(Writer):
    """A header and rows, RFC 4180: null is an empty cell, empty text is ``""``, lists and maps are JSON."""

    def head(self) -> bytes:
        """The header."""
        return self._line(self._columns)

    def row(self, row: Sequence[Any]) -> bytes:
        """One row as text."""
        return self._line([self._cell(value) for value in row])

    def end_early(self, notes: Sequence[str], error: Mapping[str, Any] | None = None) -> bytes:  # noqa: ARG002 - no place
        """A last line that begins with ``#`` and says why."""
        why = error["detail"] if error else "there is more than the limits of an answer allow."
        return f"# truncated: {' '.join(why.split())}\r\n".encode()

    def _cell(self, value: Any) -> str | None:
        if value is None:
            return None
        return orjson.dumps(value).decode() if isinstance(value, list) else format_cell(value)

    def _line(self, cells: Sequence[str | None]) -> bytes:
        if len(cells) == 1:  # a line with nothing in it is skipped by most readers
            cells = [cells[0] or ""]
        return (",".join(map(_quote, cells)) + "\r\n").encode()


class ExcelWriter(CsvWriter):
    """CSV that a spreadsheet opens as it is: with the mark of UTF-8, and with no cell that it would run."""

    def head(self) -> bytes:
        """The mark and the header."""
        return codecs.BOM_UTF8 + self._line([_escape_formula(column) for column in self._columns])

    def _cell(self, value: Any) -> str | None:
        shown = None if value is None else format_cell(value)
        return _escape_formula(shown) if isinstance(shown, str) and not isinstance(value, (int, float)) else shown


def _quote(text: str | None) -> str:
    if text is None:
        return ""
    return '"' + text.replace('"', '""') + '"' if not text or _SPECIAL.search(text) else text


def _escape_formula(text: str) -> str:
    """A text that a spreadsheet takes for text: one that it might run as a formula gets an apostrophe in front."""
    return f"'{text}" if _FORMULA.match(text) else text


def _drop_empty(**keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value}


WRITERS: Mapping[str, type[Writer]] = {
    "json": JsonWriter, "csv": CsvWriter, "ndjson": NdjsonWriter, "excel": ExcelWriter,
}  # fmt: skip


async def iter_chunks(stream: RowStream, writer: Writer, end: Callable[[RowStream], bytes]) -> AsyncIterator[bytes]:
    """The rows in a format as they come, in pieces that are worth sending, and the end that the whole stream has."""
    piece = bytearray(writer.head())
    async for row in stream:
        piece += writer.row(row)
        if len(piece) >= CHUNK_SIZE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece) + end(stream)


def format_cell(value: Any) -> str:
    """One value in a table of text: nothing for null, lists and maps as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return "; ".join(value) if _all_text(value) else orjson.dumps(value).decode()
    return str(value)


def _all_text(value: Sequence[Any] | dict[str, Any]) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
