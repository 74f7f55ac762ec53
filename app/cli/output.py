"""Results on standard output: a table for a terminal, or CSV, JSON and NDJSON."""

import io
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Column
from rich.table import Table as RichTable

from app.cli.console import format_count, log_line
from app.cli.stdout import StdoutWriter, write_stdout
from app.formats.tables import FORMATS, WRITERS, encode, format_cell, iter_chunks
from graph.errors import InvalidOption
from graph.store import JsonTable, RowStream

#: The most columns that are readable as a table on a terminal.
MAX_TABLE_COLUMNS = 8


def choose_format(given: str | None) -> str:
    """Return the format; by default a table on a terminal, else CSV. Raises InvalidOption."""
    if given is None:
        return "table" if sys.stdout.isatty() else "csv"
    if given not in ("table", *FORMATS):
        raise InvalidOption(f"--format {given} is not known: use table, {', '.join(FORMATS)}.")
    return given


def print_table(table: JsonTable, form: str) -> None:
    """Print a table on standard output."""
    if form == "table":
        if table.rows:
            _print_rich_table(table.columns, [[format_cell(value) for value in row] for row in table.rows])
    else:
        with StdoutWriter() as out:
            out.put(encode(table, form) + _final_newline(form))
    _print_notes(table, len(table.rows))


async def print_stream(stream: RowStream, form: str, out: StdoutWriter) -> None:
    """Queue the rows for printing as they arrive."""
    writer = WRITERS[form](stream.columns, stream.clocks)
    async for piece in iter_chunks(
        stream, writer, lambda it: writer.end(it.notes, truncated=it.truncated) + _final_newline(form)
    ):
        out.put(piece)
    _print_notes(stream, stream.count)


def _final_newline(form: str) -> bytes:
    return b"\n" if form == "json" else b""


def _print_notes(result: JsonTable | RowStream, count: int) -> None:
    for note in result.notes:
        log_line(note)
    if result.truncated:
        log_line(f"Cut off after {format_count(count, 'row')}: narrow the query, or raise TRADEGRAPH_CYPHER_MAX_ROWS.")
    elif not count:
        log_line("No rows.")


def _print_rich_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if len(columns) > MAX_TABLE_COLUMNS:
        _print_blocks(columns, rows)
        return
    shown = RichTable(*(Column(column, overflow="fold") for column in columns))  # an id that is cut is of no use
    for row in rows:
        # Texts come from the data: do not read them as markup.
        shown.add_row(*(value.replace("[", r"\[") for value in row))
    terminal = Console()
    out = io.TextIOWrapper(io.BytesIO(), terminal.encoding, errors="replace", newline="")
    Console(file=out, width=terminal.width, force_terminal=terminal.is_terminal).print(shown)
    out.seek(0)
    write_stdout(out.read())
    log_line(f"{format_count(len(rows), 'row')}.")


def _print_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print one block per row, for rows that are too wide for a table."""
    width = max(len(column) for column in columns)
    lines = []
    for number, row in enumerate(rows, 1):
        lines.append(f"--- {number}\n")
        lines += [f"{column:{width}}  {value}\n" for column, value in zip(columns, row, strict=True) if value]
    write_stdout("".join(lines))
    log_line(f"{format_count(len(rows), 'row')}.")
