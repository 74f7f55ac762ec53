"""``tradegraph load`` and ``tradegraph check``: records in."""

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.console import run, say
from app.runtime import load_files, opened
from app.settings import read_settings
from graph import ledger
from graph.reading import read
from graph.records import Draft, Records, parse

Files = typer.Argument(
    ..., metavar="FILE...", help="YAML, JSON Lines or CSV, each also with .gz; - for standard input."
)


def load(files: list[str] = Files) -> None:
    """Take records in. The same again changes nothing; if one is at fault, none is taken in."""
    loaded = run(_load(files))
    if loaded.nothing:
        say("Nothing new.")
        return
    say(
        f"Taken in: {loaded.entities} entities, {loaded.sources} sources, {loaded.statements} statements; "
        f"{loaded.links_written} links and {loaded.periods_written} status periods written, "
        f"{loaded.links_removed} and {loaded.periods_removed} gave way to newer versions."
    )


async def _load(files: list[str]) -> ledger.Loaded:
    async with opened(read_settings(), say) as runtime:
        console = Console(stderr=True)
        with Progress(
            TextColumn("loading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task("loading", total=None)
            return await load_files(runtime, files, lambda done, total: bar.update(task, completed=done, total=total))


def check(files: list[str] = Files) -> None:
    """Judge records as `load` does, and write nothing. The graph is asked only for what the files do not define."""
    draft = parse(*read(files))
    # Asking the graph may mean starting it: only where the files alone do not tell.
    ask = draft.unresolved and not draft.problems
    records = run(_settle(draft)) if ask else draft.settle(())
    say(
        f"Nothing at fault: {len(records.entities)} entities, {len(records.sources)} sources, "
        f"{len(records.statements)} statements."
    )


async def _settle(draft: Draft) -> Records:
    async with opened(read_settings(), say) as runtime:
        return await ledger.settle(runtime.store, draft)
