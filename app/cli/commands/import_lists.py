"""``tradegraph import``: turn a public list into records, or load it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

from app.cli.commands.load import log_load_result
from app.cli.console import check_option, log_line, open_output, run_async
from app.runtime.importing import example_references, know_file, load_list
from app.runtime.runtime import open_runtime
from app.settings import read_settings
from graph import ledger
from graph.errors import InvalidOption
from graph.importers.catalogue import FORMATS, make_importer
from graph.importers.frame import Before, ListImport
from graph.importers.records import Importer
from graph.importers.report import ImportReport
from graph.ingest.fields import one_of
from graph.model.dates import parse_day

#: Formats, and the one that needs a mapping.
_TABLE = "table"


def import_list(
    form: str = typer.Argument(..., metavar="FORMAT", help=f"{', '.join([*FORMATS, _TABLE])}."),
    files: list[str] = typer.Argument(..., metavar="FILE...", help="The files of one edition; .gz and .zip too."),
    output: Path = typer.Option(None, "--output", "-o", help="The file to write. Default: standard output."),
    load: bool = typer.Option(
        False, "--load", help="Load the records; write only what changed since the last edition."
    ),
    since: str = typer.Option(None, "--since", metavar="FILE", help="The edition before: write only what changed."),
    edition: str = typer.Option(None, "--edition", metavar="DAY", help="Day of the edition. Default: from the file."),
    mapping: str = typer.Option(None, "--mapping", "-m", metavar="FILE", help="For table: what its columns mean."),
    dataset: str = typer.Option(
        None, "--dataset", metavar="NAME", help="For ftm: the dataset. Default: the most frequent."
    ),
    draft: bool = typer.Option(False, "--draft", help="For table: write a first mapping of its columns."),
    allow_removals: bool = typer.Option(False, "--allow-removals", help="Accept that a fifth or more is missing."),
) -> None:
    """Turn a public list into records, or load it."""
    check_option("FORMAT", one_of, form, [*FORMATS, _TABLE])
    if draft:
        _write_draft(form, files, output)
        return
    importer = _make_importer(form, mapping, dataset)
    day = importer.edition(files, check_option("--edition", parse_day, edition).isoformat() if edition else None)
    if load and (output or since):
        raise InvalidOption("--load compares with the graph and writes no file: leave out --output and --since.")
    if load:
        report, loaded = run_async(_load(importer, files, day, allow_removals))
        _print_report(report)
        log_load_result(loaded)
        return
    importing = ListImport(importer, day, Before(references=example_references()), may_close_many=allow_removals)
    if since:
        know_file(importing, importer, [since], importer.edition([since], None))
    with _progress() as bar, _open(output) as out:
        task = bar.add_task("reading", total=None)
        for record in importing.records(files, lambda read: bar.update(task, description=f"{read:,} entries")):
            out.write(orjson.dumps({"type": record.type, **record.fields}) + b"\n")
    _print_report(importing.report)


def _make_importer(form: str, mapping: str | None, dataset: str | None) -> Importer:
    if dataset and form != "ftm":
        raise InvalidOption("--dataset is only for the format ftm: leave it out.")
    if form != _TABLE:
        if mapping:
            raise InvalidOption("--mapping is only for the format table: leave it out.")
        return make_importer(form, dataset=dataset) if dataset else make_importer(form)
    if not mapping:
        raise InvalidOption(
            "--mapping is missing: name the file that says what the columns mean, or write one with --draft."
        )
    from graph.importers.formats.table.importer import TableImporter

    return TableImporter.from_file(mapping)


def _write_draft(form: str, files: list[str], output: Path | None) -> None:
    if form != _TABLE:
        raise InvalidOption("--draft is only for the format table: leave it out.")
    from graph.importers.formats.table.draft import draft_mapping

    with _open(output) as out:
        out.write(draft_mapping(files[0]).encode())


async def _load(
    importer: Importer, files: list[str], day: str, allow_removals: bool
) -> tuple[ImportReport, ledger.LoadResult]:
    async with open_runtime(read_settings(), log_line) as runtime:
        with _progress() as bar:
            task = bar.add_task("reading", total=None)
            importing, loaded = await load_list(
                runtime, importer, files, day, may_close_many=allow_removals,
                reading=lambda n: bar.update(task, description=f"reading: {n:,} entries"),
                loading=lambda done, total: bar.update(task, description="loading", completed=done, total=total),
            )  # fmt: skip
        return importing.report, loaded


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def _open(output: Path | None) -> Iterator[IO[bytes]]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with open_output(output) as file:
        yield file


def _print_report(report: ImportReport) -> None:
    for line in report.lines():
        log_line(line)
