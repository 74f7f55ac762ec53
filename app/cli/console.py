"""What the commands share: saying things on standard error, printing tables, and running what is asynchronous."""

import asyncio
import sys
from collections.abc import Coroutine, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table as RichTable

from app.tables import FORMATS, cell, encode
from graph.errors import BadParameter, Problem, TradegraphError
from graph.store import Table

Result = TypeVar("Result")

#: With more columns than this a table on a terminal cannot be read.
WIDEST = 8

shown_debug: ContextVar[bool] = ContextVar("shown_debug", default=False)


def say(sentence: str) -> None:
    """One line on standard error: progress and notes, never results."""
    print(sentence, file=sys.stderr, flush=True)


def complain(error: TradegraphError) -> None:
    """An error as its plain sentence, and a line for each thing at fault."""
    say(f"tradegraph: {error.sentence}")
    if len(error.problems) > 1 or (error.problems and str(error.problems[0]) not in error.sentence):
        for problem in error.problems:
            say(f"  {problem}")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs what is asynchronous to its end, on uvloop where there is one; an interrupt ends it in order."""
    try:
        import uvloop
    except ImportError:  # not made for Windows
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def form_of(given: str | None) -> str:
    """The format asked for: a table on a terminal and CSV elsewhere, if none was. Raises BadParameter."""
    if given is None:
        return "table" if sys.stdout.isatty() else "csv"
    if given not in ("table", *FORMATS):
        raise BadParameter(f"--format {given} is not known: write table, {', '.join(FORMATS)}.")
    return given


def show(table: Table, form: str) -> None:
    """Prints a table on standard output."""
    if form == "table":
        _show_rich(table.columns, [[cell(value) for value in row] for row in table.rows])
    else:
        sys.stdout.buffer.write(encode(table, form))
        if form == "json":
            sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()
    if table.truncated:
        say(f"Only the first {len(table.rows)} rows: ask for less, or raise TRADEGRAPH_CYPHER_MAX_ROWS.")


def _show_rich(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if len(columns) > WIDEST:
        _show_blocks(columns, rows)
        return
    shown = RichTable(*columns)
    for row in rows:
        # Texts are from the data: nothing in them is markup.
        shown.add_row(*(value.replace("[", r"\[") for value in row))
    Console().print(shown)
    say(f"{len(rows)} row{'' if len(rows) == 1 else 's'}.")


def _show_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A row a block, a value a line: what is too wide for a table."""
    width = max(len(column) for column in columns)
    for number, row in enumerate(rows, 1):
        print(f"--- {number}")
        for column, value in zip(columns, row, strict=True):
            if value:
                print(f"{column:{width}}  {value}")
    say(f"{len(rows)} row{'' if len(rows) == 1 else 's'}.")


def pairs(given: Sequence[str], option: str = "--param") -> dict[str, str]:
    """``k=v`` texts as a mapping. Raises BadParameter for what is none, or given twice."""
    out: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise BadParameter(f"{option} {text} is not name=value.", [Problem(option, f"{text} is not name=value")])
        if name in out:
            raise BadParameter(f"{option} gives {name} twice.", [Problem(name, "is given twice")])
        out[name] = value
    return out


ParamOption = typer.Option([], "--param", "-p", metavar="NAME=VALUE", help="A parameter; may be given several times.")
FormatOption = typer.Option(None, "--format", "-f", help="table, json, csv or ndjson; a table on a terminal, else csv.")
AsOfOption = typer.Option(None, "--as-of", metavar="DAY", help="The day in the world, YYYY-MM-DD; today if not given.")
KnownAtOption = typer.Option(
    None, "--known-at", metavar="DAY", help="What could be known by then, a day or an instant; now if not given."
)
