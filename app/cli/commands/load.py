"""``tradegraph load`` and ``tradegraph check``: load or check files of records."""

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.console import format_count, log_line, run_async
from app.runtime.loading import load_files
from app.runtime.runtime import open_runtime
from app.settings import read_settings
from graph import ledger
from graph.errors import DatabaseUnavailable
from graph.ingest.batch import Batch, parse
from graph.ingest.readers import read_files
from graph.local_neo4j import Home

FilesArgument = typer.Argument(
    ..., metavar="FILE...", help="YAML, JSON Lines or CSV, plain or .gz; - for standard input."
)


def load(files: list[str] = FilesArgument) -> None:
    """Load records. Loading a file twice changes nothing. If one record has an error, nothing is loaded."""
    log_load_result(run_async(_load(files)))


def log_load_result(loaded: ledger.LoadResult) -> None:
    """Print what a load added and replaced."""
    if loaded.is_empty:
        log_line("Nothing new.")
        return
    removed = loaded.links_removed + loaded.periods_removed
    log_line(
        f"Loaded {format_record_counts(loaded.entities, loaded.sources, loaded.statements)}. "
        f"{_format_graph_counts(loaded.links_written, loaded.periods_written)} added, "
        f"{_format_graph_counts(loaded.links_removed, loaded.periods_removed) if removed else 'none'} replaced."
    )


def format_record_counts(entities: int, sources: int, statements: int) -> str:
    """Return the numbers of records of each type, separated by commas."""
    counts = ((entities, "entity"), (sources, "source"), (statements, "statement"))
    return ", ".join(format_count(number, noun) for number, noun in counts)


def _format_graph_counts(links: int, periods: int) -> str:
    return f"{format_count(links, 'link')} and {format_count(periods, 'status period')}"


async def _load(files: list[str]) -> ledger.LoadResult:
    async with open_runtime(read_settings(), log_line) as runtime:
        console = Console(stderr=True)
        with Progress(
            TextColumn("loading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task("loading", total=None)
            return await load_files(runtime, files, lambda done, total: bar.update(task, completed=done, total=total))


def check(files: list[str] = FilesArgument) -> None:
    """Check files for errors without loading them."""
    batch = parse(read_files(files))
    without = run_async(_check_batch(batch))
    counts = format_record_counts(*map(batch.spool.count, ("entity", "source", "statement")))
    log_line(f"No errors: {counts}.")
    if without:
        log_line(f"Checked without the graph. {without}")


async def _check_batch(batch: Batch) -> str | None:
    """Return the reason if records were checked without the graph. Raises as `load` does.

    A local Neo4j that was never started has no data, so it is not started. If Neo4j cannot be reached, the problems of
    the files themselves are still reported.
    """
    settings = read_settings()
    if not batch.needs_graph or (settings.local and not Home.of(settings.data_dir).has_graph):
        batch.raise_problems(batch.unresolved_ids())
        return None
    try:
        async with open_runtime(settings, log_line) as runtime:
            await ledger.check_batch(runtime.store, batch)
            return None
    except DatabaseUnavailable as error:
        if not batch.problems and any(batch.unresolved_ids()):
            raise
        if batch.problems:
            log_line(f"References to the graph were not checked. {error.operator_message}")
        batch.raise_problems()
        return error.operator_message
