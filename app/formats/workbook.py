"""Workbook in XLSX: measures, links, statements, sources, and what they are."""

import asyncio
import re
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.formats.tables import CHUNK_SIZE, format_cell, may_be_formula

if TYPE_CHECKING:
    from openpyxl import Workbook

# openpyxl takes 30 MB of memory, so it is only imported where a workbook is written.

#: Most rows of a sheet and characters of a cell in XLSX. A longer table continues on another sheet.
MAX_ROWS, MAX_CHARACTERS = 1_048_576, 32_767
#: Rows that are written at a time, in a thread of their own.
_BATCH_ROWS = 500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Excel has no earlier days.
_FIRST_DAY = "1900-01-01"


class TableSheets:
    """Sheets of one table of a workbook."""

    def __init__(self, book: "Workbook", title: str, columns: Sequence[str], *, most: int = MAX_ROWS) -> None:
        self._book, self._title, self._columns, self._most = book, title, columns, most
        self._rows = self._sheets = 0
        self._start()

    def _start(self) -> None:
        self._sheets += 1
        title = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        self._sheet: Any = self._book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        from openpyxl.styles import Font

        cells = [self._write_only_cell(name) for name in self._columns]
        for cell in cells:
            cell.font = Font(bold=True)
        self._sheet.append(cells)
        self._rows = 1

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows; each has a value for each column."""
        for row in rows:
            if self._rows >= self._most:
                self._start()
            self._sheet.append([self._cell(value) for value in row])
            self._rows += 1

    def _write_only_cell(self, value: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        return WriteOnlyCell(self._sheet, value)

    def _cell(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        text = str(format_cell(value))
        if _DAY.fullmatch(text) and text >= _FIRST_DAY:
            cell = self._write_only_cell(datetime.fromisoformat(text))
            cell.number_format = "yyyy-mm-dd"
            return cell
        if len(text) > MAX_CHARACTERS:
            text = text[: MAX_CHARACTERS - 1] + "…"
        if not may_be_formula(text):
            return text
        cell = self._write_only_cell(text)
        cell.data_type = "s"  # a text, which Excel also takes for one after an edit
        cell.quotePrefix = True
        return cell


class BookWriter:
    """Writer of a workbook, whose rows come in any number."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)

    def sheet(self, title: str, columns: Sequence[str]) -> TableSheets:
        """Start a table."""
        return TableSheets(self._book, title, columns)

    async def fill(self, title: str, columns: Sequence[str], rows: AsyncIterator[Sequence[Any]]) -> None:
        """Write a table, without a pause for others while rows are written."""
        sheets, waiting = self.sheet(title, columns), []
        async for row in rows:
            waiting.append(row)
            if len(waiting) >= _BATCH_ROWS:
                await asyncio.to_thread(sheets.add, waiting)
                waiting = []
        await asyncio.to_thread(sheets.add, waiting)

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes of the workbook, which is saved to a temporary file first."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "book.xlsx")
            await asyncio.to_thread(self._book.save, path)
            with await asyncio.to_thread(path.open, "rb") as file:
                while piece := await asyncio.to_thread(file.read, CHUNK_SIZE):
                    yield piece
