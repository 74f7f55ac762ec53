"""``tradegraph export``: write the graph to a file."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import cast, get_args

import typer

from app.cli.console import AsOfOption, KnownAtOption, check_option, format_count, log_line, open_output
from app.cli.session import run_on_runtime
from app.cli.stdout import StdoutWriter
from app.formats.export import MEDIA_TYPES, Format
from app.formats.export import export as encode_graph
from graph.ingest.fields import one_of, some_of
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks, GraphFilter
from graph.views.types.links import Certainty

#: Chunks that wait for a slow reader of standard output.
MAX_WAITING = 16


def export(
    ids: list[str] = typer.Argument(None, metavar="[ID...]", help="Only these entities and the links among them."),
    form: str = typer.Option("jsonl", "--format", "-f", help=f"{', '.join(MEDIA_TYPES)}."),
    output: Path = typer.Option(None, "--output", "-o", help="The file to write. Default: standard output."),
    kinds: list[str] = typer.Option([], "--kind", help="Only entities of these kinds, and the links among them."),
    types: list[str] = typer.Option([], "--type", help="Only links of these types."),
    certainties: list[str] = typer.Option([], "--certainty", help="Only links of these certainties."),
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
) -> None:
    """Write the graph, or a part of it, to a file."""
    wanted = cast(Format, check_option("--format", one_of, form, MEDIA_TYPES))
    part = GraphFilter(
        ids or None,
        check_option("--kind", some_of, kinds, vocabulary().kinds),
        check_option("--type", some_of, types, vocabulary().relationships),
        check_option("--certainty", some_of, certainties, get_args(Certainty)),
    )
    clocks = Clocks.parse(as_of, known_at) if as_of or known_at else None
    if output is None:
        with StdoutWriter(MAX_WAITING) as out:
            run_on_runtime(lambda it: _write(encode_graph(it.answers, wanted, part, clocks), out.put))
        return
    with open_output(output) as file:
        run_on_runtime(lambda it: _write(encode_graph(it.answers, wanted, part, clocks), file.write))
        size = file.tell()
    log_line(f"{output}: {format_count(size, 'byte')}.")


async def _write(content: AsyncGenerator[bytes], write: Callable[[bytes], object]) -> None:
    async with aclosing(content) as chunks:
        async for chunk in chunks:
            await asyncio.to_thread(write, chunk)  # may wait for a pager or a disk
