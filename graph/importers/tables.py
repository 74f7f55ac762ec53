"""Readers of the files of public lists: CSV, XLSX, JSON and JSON Lines."""

import csv
import io
import sys
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from graph.errors import Problem, RecordsRefused
from graph.ingest.csv_tables import detect_separator
from graph.ingest.text_files import FormatError, open_text

#: Longest cell of a table: some lists have whole laws in one.
_MAX_CELL = 10_000_000


class TableRow(NamedTuple):
    """Row of a table with the line where it begins."""

    line: int
    cells: Mapping[str, Any]


def read_table(path: str) -> Iterator[TableRow]:
    """Yield the rows of a CSV or XLSX file by column name. Raises RecordsRefused if it cannot be read."""
    with _refusing(path):
        yield from _read_workbook(path) if path.lower().endswith((".xlsx", ".xlsm")) else _read_csv(path)


def read_headings(path: str, rows: int = 50) -> tuple[list[str], list[TableRow]]:
    """Return the column names of a table and its first rows."""
    found: list[TableRow] = []
    for row in read_table(path):
        found.append(row)
        if len(found) == rows:
            break
    return list(found[0].cells) if found else [], found


def require_columns(path: str, *alternatives: Collection[str]) -> None:
    """Raise RecordsRefused for a table that has none of these sets of columns."""
    found = {name.lower() for name in read_headings(path, 1)[0]}
    if not any(found >= set(names) for names in alternatives):
        needed = ", or ".join(", ".join(sorted(names)) for names in alternatives)
        has = ", ".join(sorted(found)) or "no rows"
        problem = Problem(path, f"has {has}, and this format needs the columns {needed}")
        raise RecordsRefused(f"{problem}.", [problem])


def read_json_entries(path: str, part: str | None = None) -> list[dict[str, Any]]:
    """Return the entries of a JSON file, or of a part of it. Raises RecordsRefused."""
    content = read_json(path)
    if part is not None:
        content = content.get(part) if isinstance(content, dict) else None
    if not isinstance(content, list):
        where = f"an object with the list {part!r}" if part else "a list of entries"
        problem = Problem(path, f"is not {where}")
        raise RecordsRefused(f"{problem}.", [problem])
    return [entry if isinstance(entry, dict) else {} for entry in content]


def read_json(path: str) -> Any:
    """Return the content of a JSON file. Raises RecordsRefused if it cannot be read."""
    with _refusing(path), _open_lines(path) as lines:
        try:
            return orjson.loads("".join(lines))
        except orjson.JSONDecodeError as error:
            raise FormatError(0, f"is not valid JSON: {error}") from None


def read_json_lines(path: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Yield the number and object of each line; None for other content."""
    with _refusing(path), _open_lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found = orjson.loads(line)
            except orjson.JSONDecodeError:
                found = None
            yield number, found if isinstance(found, dict) else None


@contextmanager
def _refusing(path: str) -> Iterator[None]:
    try:
        yield
    except FormatError as error:
        problem = error.to_problem(path)
        raise RecordsRefused(f"{problem}.", [problem]) from None


@contextmanager
def _open_lines(path: str) -> Iterator[Iterator[str]]:
    """Open the lines of a text file; of an archive, those of its only file."""
    if not path.lower().endswith(".zip"):
        with open_text(path) as file:
            yield file.lines()
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one for one in archive.namelist() if not one.endswith("/") and not one.startswith("__MACOSX")]
            if len(names) != 1:
                raise FormatError(0, f"has {len(names)} files; unpack it and name one")
            with archive.open(names[0]) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
                yield iter(text)
    except FileNotFoundError:
        raise FormatError(0, "there is no such file") from None
    except UnicodeDecodeError:
        raise FormatError(0, "is not UTF-8 text; save the file as UTF-8") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise FormatError(0, f"cannot be read ({error})") from None


def _read_csv(path: str) -> Iterator[TableRow]:
    """Yield the rows of a CSV file. Quotes that do not close and odd numbers of cells do not end it."""
    csv.field_size_limit(min(_MAX_CELL, sys.maxsize))
    with _open_lines(path) as lines:
        first = next((line for line in lines if line.strip()), "")
        if first.lower().startswith(("sep=", '"sep=')):
            first = next(lines, "")
        reader = csv.reader(
            _prepend(first, lines), delimiter=detect_separator(first), skipinitialspace=not first.count("\t")
        )
        names = _name_columns(next(reader, []))
        before = reader.line_num
        for row in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in row):
                yield TableRow(line, _by_name(names, row))


def _prepend(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _read_workbook(path: str) -> Iterator[TableRow]:
    """Yield the rows of the first sheet of a workbook; numbers and dates as text."""
    import openpyxl  # 30 MB of memory, only for workbooks

    try:
        with Path(path).open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            rows = book.worksheets[0].iter_rows(values_only=True)
            names = _name_columns([_show(cell) for cell in next(rows, ())])
            for line, row in enumerate(rows, 2):
                if any(cell is not None for cell in row):
                    yield TableRow(line, _by_name(names, [_show(cell) for cell in row]))
            book.close()
    except FileNotFoundError:
        raise FormatError(0, "there is no such file") from None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise FormatError(0, f"is not a workbook that can be read ({error})") from None


def _show(cell: object) -> str:
    """Return a cell as text: whole numbers without a point, dates without midnight."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).removesuffix(" 00:00:00")


def _name_columns(cells: list[str]) -> list[str]:
    """Return a unique name for each column, with its number if needed."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _by_name(names: list[str], row: list[str]) -> dict[str, str]:
    """Return the cells by column; those beyond the last column have numbers as names."""
    cells = dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=False))
    cells |= {f"column {number}": cell for number, cell in enumerate(row[len(names) :], len(names) + 1) if cell}
    return cells
