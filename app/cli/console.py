"""Shared parts of the commands: options, messages on standard error, the event loop."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any, TypeVar

import typer

from graph.errors import InvalidOption, InvalidParameter, Problem, TradegraphError

Result = TypeVar("Result")

debug_enabled: ContextVar[bool] = ContextVar("debug_enabled", default=False)


def log_line(sentence: str) -> None:
    """Print one line on standard error: progress and notes, never results."""
    print(sentence, file=sys.stderr, flush=True)


def print_error(error: TradegraphError) -> None:
    """Print an error as one sentence, and a line for each problem it lists."""
    log_line(f"tradegraph: {error.operator_message}")
    if len(error.problems) > 1 or (error.problems and str(error.problems[0]) not in error.message):
        for problem in error.problems:
            log_line(f"  {problem}")


def run_async(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine, on uvloop if it is installed. An interrupt cancels it."""
    try:
        import uvloop
    except ImportError:  # not available on Windows
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


@contextmanager
def open_output(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that is written completely or not at all. Raises InvalidParameter if it cannot be written."""
    partial = path.parent / f"{path.name}.part"
    try:
        if path.is_dir():
            raise InvalidParameter(f"{path} is a directory: name the file to write.")
        try:
            with partial.open("wb") as file:
                yield file
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InvalidParameter(f"{path} cannot be written: {error.strerror}.") from None


def write_output(path: Path, content: bytes) -> None:
    """Write a file completely or not at all. Raises InvalidParameter if it cannot be written."""
    with open_output(path) as file:
        file.write(content)


def check_option(option: str, check: Callable[..., Result], *given: Any) -> Result:
    """Return the checked value of an option. Raises InvalidOption if ``check`` raises ValueError."""
    try:
        return check(*given)
    except ValueError as error:
        raise InvalidOption(f"{option} {error}.") from None


def parse_pairs(given: Sequence[str], option: str = "--param") -> dict[str, str]:
    """Parse ``name=value`` texts. Raises InvalidOption for another form or a name given twice."""
    out: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InvalidOption(f"{option} {text} is not name=value.", [Problem(option, f"{text} is not name=value")])
        if name in out:
            raise InvalidOption(f"{option} gives {name} twice.", [Problem(name, "is given twice")])
        out[name] = value
    return out


def format_count(number: int, noun: str) -> str:
    """Return a number with its noun, singular or plural: 1 entity, 2 entities."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun.removesuffix('y')}ies" if noun.endswith("y") else f"{number} {noun}s"


ParamOption = typer.Option(
    [], "--param", "-p", metavar="NAME=VALUE", help="A parameter. Repeat the option for several."
)
FormatOption = typer.Option(
    None, "--format", "-f", help="table, json, csv or ndjson. Default: table on a terminal, else csv."
)
AsOfOption = typer.Option(None, "--as-of", metavar="DAY", help="The date you ask about, YYYY-MM-DD. Default: today.")
KnownAtOption = typer.Option(
    None, "--known-at", metavar="DAY", help="Use only what was published by then, a day or an instant. Default: now."
)
