"""What the commands share: options, saying things on standard error, and running what is asynchronous."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

import typer

from graph.errors import InvalidOption, InvalidParameter, Problem, TradegraphError

Result = TypeVar("Result")

debug_enabled: ContextVar[bool] = ContextVar("shown_debug", default=False)


def log_line(sentence: str) -> None:
    """One line on standard error: progress and notes, never results."""
    print(sentence, file=sys.stderr, flush=True)


def print_error(error: TradegraphError) -> None:
    """An error as its plain sentence, and a line for each thing at fault."""
    log_line(f"tradegraph: {error.operator_message}")
    if len(error.problems) > 1 or (error.problems and str(error.problems[0]) not in error.message):
        for problem in error.problems:
            log_line(f"  {problem}")


def run_async(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs what is asynchronous to its end, on uvloop where there is one; an interrupt ends it in order."""
    try:
        import uvloop
    except ImportError:  # not made for Windows
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def write_atomically(path: Path, content: bytes) -> None:
    """Writes a file that is there whole or not at all. Raises InvalidParameter where it cannot be written."""
    partial = path.parent / f"{path.name}.part"
    try:
        if path.is_dir():
            raise InvalidParameter(f"{path} is a directory: name the file to write.")
        try:
            partial.write_bytes(content)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InvalidParameter(f"{path} cannot be written: {error.strerror}.") from None


def check_option(option: str, check: Callable[..., Result], *given: Any) -> Result:
    """What the check makes of the value of an option. Raises InvalidOption where it raises ValueError."""
    try:
        return check(*given)
    except ValueError as error:
        raise InvalidOption(f"{option} {error}.") from None


def parse_pairs(given: Sequence[str], option: str = "--param") -> dict[str, str]:
    """``k=v`` texts as a mapping. Raises InvalidOption for what is none, or given twice."""
    out: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InvalidOption(f"{option} {text} is not name=value.", [Problem(option, f"{text} is not name=value")])
        if name in out:
            raise InvalidOption(f"{option} gives {name} twice.", [Problem(name, "is given twice")])
        out[name] = value
    return out


ParamOption = typer.Option([], "--param", "-p", metavar="NAME=VALUE", help="A parameter; may be given several times.")
FormatOption = typer.Option(None, "--format", "-f", help="table, json, csv or ndjson; a table on a terminal, else csv.")
AsOfOption = typer.Option(None, "--as-of", metavar="DAY", help="The day in the world, YYYY-MM-DD; today if not given.")
KnownAtOption = typer.Option(
    None, "--known-at", metavar="DAY", help="What could be known by then, a day or an instant; now if not given."
)
