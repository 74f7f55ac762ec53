"""CSV in the variants that spreadsheets write: separators, columns, cells."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from graph.model.vocabulary import vocabulary

#: The column that determines the type of record in a table.
TYPE_BY_COLUMN = {"predicate": "statement", "published_on": "source", "name": "entity"}
_SEPARATORS = (",", ";", "\t")
# A file is read up to each line feed; old tables end their lines with a carriage return.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEP_LINE = re.compile(r'"?sep=(.?)"?\s*', re.IGNORECASE)


@dataclass(frozen=True)
class CsvHeader:
    """Columns of a table by name; those without a name must be empty."""

    type: str
    names: tuple[str, ...]

    @classmethod
    def parse(cls, header: Sequence[str]) -> "CsvHeader":
        """Parse the first line: column names in upper or lower case. Raises ValueError."""
        names = tuple(cell.strip().lower() for cell in header)
        given = [name for name in names if name]
        kind = next((kind for column, kind in TYPE_BY_COLUMN.items() if column in given), None)
        if kind is None:
            shown = ", ".join(repr(name)[:40] for name in given[:8]) or "nothing"
            raise ValueError(
                f"must start with a line of column names, and has {shown}: statements need a column predicate, sources "
                "published_on, entities name. Separate columns by commas, semicolons or tabs"
            )
        if twice := next((name for name in given if given.count(name) > 1), None):
            raise ValueError(f"names a column twice: {twice}")
        if torn := next((name for name in given if name.partition(".")[0] in {*given} - {name}), None):
            whole = torn.partition(".")[0]
            raise ValueError(f"has a column {whole} and a column {torn}; use only one of them")
        return cls(kind, names)

    def parse_row(self, row: Sequence[str]) -> dict[str, Any]:
        """Return the fields of a row, without its empty cells. Raises ValueError."""
        row = [cell.strip() for cell in row]
        if len(row) < len(self.names) or any(row[len(self.names) :]):
            raise ValueError(f"has {len(row)} values where the first line names {len(self.names)} columns")
        out: dict[str, Any] = {}
        for number, (column, cell) in enumerate(zip(self.names, row, strict=False), 1):
            if not cell:
                continue
            if not column:
                raise ValueError(f"has the value {cell!r:.40} in column {number}, which the first line does not name")
            name, dot, key = column.partition(".")
            value = [part.strip() for part in cell.split("|") if part.strip()] if column in _list_columns() else cell
            if dot:
                out.setdefault(name, {})[key] = value
            else:
                out[name] = value
        return out


@cache
def _list_columns() -> frozenset[str]:
    """Return the columns whose cells are lists."""
    known = vocabulary()
    named = [*(one.properties for one in known.relationships.values()), *(k.properties for k in known.kinds.values())]
    specs = [spec for properties in named for spec in properties.values()]
    lists = {f"properties.{spec.name}" for spec in specs if spec.type in ("entities", "texts")}
    many = {f"identifiers.{one.name}" for kind in known.kinds.values() for one in kind.identifiers.values() if one.many}
    return frozenset({"aliases", "retracts", "corrects", *lists, *many})


class InvalidCsv(Exception):
    """Line where a table cannot be read further, such as an open quote."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, with their line numbers. Raises InvalidCsv.

    ``lines`` have their ends. The separator is that of a first line ``sep=;`` in Excel's format, or else the one
    between the column names.
    """
    parts = chain.from_iterable(map(_LINE.findall, lines))
    head = _take_first_line(parts)
    separator = ""
    if head and (said := _SEP_LINE.fullmatch(head[-1])):
        separator = said[1]
        head = [*head[:-1], "\n", *_take_first_line(parts)]
    if separator not in _SEPARATORS:
        separator = detect_separator(head[-1] if head else "")
    rows = csv.reader(chain(head, parts), delimiter=separator, skipinitialspace=separator != "\t", strict=True)
    before = 0
    try:
        for row in rows:
            line, before = before + 1, rows.line_num
            if any(cell.strip() for cell in row):
                yield line, row
    except csv.Error as error:
        raise InvalidCsv(rows.line_num, f"is not valid CSV: {error}") from None


def _take_first_line(lines: Iterator[str]) -> list[str]:
    """Take lines until the first that is not empty."""
    taken: list[str] = []
    for line in lines:
        taken.append(line)
        if line.strip("\r\n"):
            break
    return taken


def detect_separator(header: str) -> str:
    """Return the separator that yields a known column, or else the most frequent one."""
    for separator in _SEPARATORS:
        names = {name.strip().strip('"').strip().lower() for name in header.split(separator)}
        if not names.isdisjoint(TYPE_BY_COLUMN):
            return separator
    return max(_SEPARATORS, key=header.count)


def describe_binary(raw: bytes) -> str:
    """Return a message for a known binary format, or an empty text."""
    known: Mapping[bytes, str] = {
        b"PK\x03\x04": "is a spreadsheet or an archive; save it as CSV in UTF-8",
        b"\xd0\xcf\x11\xe0": "is a spreadsheet; save it as CSV in UTF-8",
        b"\xff\xfe": "is text in UTF-16; save the file as UTF-8",
        b"\xfe\xff": "is text in UTF-16; save the file as UTF-8",
    }
    return next((words for start, words in known.items() if raw.startswith(start)), "")
