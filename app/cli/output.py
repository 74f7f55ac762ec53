"""Results on standard output: a table to read on a terminal, or CSV, JSON and NDJSON for other programs."""

import io
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as RichTable

from app.cli.console import say
from app.cli.stdout import Outlet, put_out
from app.formats.tables import FORMATS, WRITERS, cell, encode, pieces
from graph.errors import InvalidOption
from graph.store import Stream, Table

#: With more columns than this a table on a terminal cannot be read.
WIDEST = 8


def form_of(given: str | None) -> str:
    """The format asked for: a table on a terminal and CSV elsewhere, if none was. Raises InvalidOption."""
    if given is None:
        return "table" if sys.stdout.isatty() else "csv"
    if given not in ("table", *FORMATS):
        raise InvalidOption(f"--format {given} is not known: write table, {', '.join(FORMATS)}.")
    return given


def show(table: Table, form: str) -> None:
    """Prints a table on standard output."""
    if form == "table":
        _show_rich(table.columns, [[cell(value) for value in row] for row in table.rows])
    else:
        with Outlet() as out:
            out.put(encode(table, form) + _after(form))
    _say_what_is_missing(table.notes, len(table.rows) if table.truncated else None)


async def show_stream(stream: Stream, form: str, out: Outlet) -> None:
    """Leaves the rows to be printed as they come."""
    writer = WRITERS[form](stream.columns)
    async for piece in pieces(stream, writer, lambda it: writer.end(it.notes, truncated=it.truncated) + _after(form)):
        out.put(piece)
    _say_what_is_missing(stream.notes, stream.count if stream.truncated else None)


def _after(form: str) -> bytes:
    return b"\n" if form == "json" else b""


def _say_what_is_missing(notes: Sequence[str], cut_at: int | None) -> None:
    for note in notes:
        say(note)
    if cut_at is not None:
        say(f"Only the first {cut_at} rows: ask for less, or raise TRADEGRAPH_CYPHER_MAX_ROWS.")


def _show_rich(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if len(columns) > WIDEST:
        _show_blocks(columns, rows)
        return
    shown = RichTable(*columns)
    for row in rows:
        # Texts are from the data: nothing in them is markup.
        shown.add_row(*(value.replace("[", r"\[") for value in row))
    terminal = Console()
    out = io.TextIOWrapper(io.BytesIO(), terminal.encoding, errors="replace", newline="")
    Console(file=out, width=terminal.width, force_terminal=terminal.is_terminal).print(shown)
    out.seek(0)
    put_out(out.read())
    say(f"{len(rows)} row{'' if len(rows) == 1 else 's'}.")


def _show_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A row a block, a value a line: what is too wide for a table."""
    width = max(len(column) for column in columns)
    lines = []
    for number, row in enumerate(rows, 1):
        lines.append(f"--- {number}\n")
        lines += [f"{column:{width}}  {value}\n" for column, value in zip(columns, row, strict=True) if value]
    put_out("".join(lines))
    say(f"{len(rows)} row{'' if len(rows) == 1 else 's'}.")
