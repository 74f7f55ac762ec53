"""``tradegraph load`` and ``tradegraph check``: records in."""

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.console import log_line, run_async
from app.runtime.loading import load_files
from app.runtime.runtime import open_runtime
from app.settings import read_settings
from graph import ledger
from graph.errors import DatabaseUnavailable
from graph.ingest.batch import Batch, Records, parse
from graph.ingest.readers import read_files
from graph.local_neo4j import Home

FilesArgument = typer.Argument(
    ..., metavar="FILE...", help="YAML, JSON Lines or CSV, each also with .gz; - for standard input."
)


def load(files: list[str] = FilesArgument) -> None:
    """Take records in. The same again changes nothing; if one is at fault, none is taken in."""
    loaded = run_async(_load(files))
    if loaded.is_empty:
        log_line("Nothing new.")
        return
    log_line(
        f"Taken in: {loaded.entities} entities, {loaded.sources} sources, {loaded.statements} statements; "
        f"{loaded.links_written} links and {loaded.periods_written} status periods written, "
        f"{loaded.links_removed} and {loaded.periods_removed} gave way to newer versions."
    )


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
    """Judge records as `load` does, against the graph as it is, and write nothing."""
    draft = parse(*read_files(files))
    records, without = run_async(_check_records(draft))
    log_line(
        f"Nothing at fault: {len(records.entities)} entities, {len(records.sources)} sources, "
        f"{len(records.statements)} statements."
    )
    if without:
        log_line(f"The graph was not asked whether it goes with them. {without}")


async def _check_records(draft: Batch) -> tuple[Records, str | None]:
    """The records, and why they were judged without the graph where they were. Raises as `load` does.

    A local Neo4j that was never started holds nothing: none is started to say so. Where none can be reached, the faults
    of the files are told all the same.
    """
    settings = read_settings()
    if not draft.needs_graph or (settings.local and not Home.of(settings.data_dir).has_graph):
        return draft.resolve(()), None
    try:
        async with open_runtime(settings, log_line) as runtime:
            return await ledger.check_draft(runtime.store, draft), None
    except DatabaseUnavailable as error:
        if draft.unresolved and not draft.problems:
            raise
        if draft.problems:
            log_line(f"The graph was not asked what it has of what these records name. {error.operator_message}")
        return draft.resolve(draft.unresolved), error.operator_message
