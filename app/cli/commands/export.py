"""``tradegraph export`` and ``verify``: write the graph to a file, re-run a saved answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

import typer

from app.api.schemas import Certainty
from app.cli.console import AsOfOption, KnownAtOption, check_option, format_count, log_line, write_output
from app.cli.session import run_on_runtime
from app.cli.stdout import StdoutWriter, write_stdout
from app.formats.export import MEDIA_TYPES, Format
from app.formats.export import export as encode_graph
from app.verify import MAX_DIFFERENCES, VerificationResult, read_receipt
from app.verify import verify as rerun
from graph.errors import InvalidParameter
from graph.ingest.fields import one_of, some_of
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks, GraphFilter


def export(
    ids: list[str] = typer.Argument(None, metavar="[ID...]", help="Only these entities and the links among them."),
    form: str = typer.Option("jsonl", "--format", "-f", help="jsonl, csv, graphml or gexf."),
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
    content = run_on_runtime(lambda it: encode_graph(it.answers, wanted, part, clocks))
    if output is None:
        with StdoutWriter() as out:
            out.put(content)
        return
    write_output(output, content)
    log_line(f"{output}: {format_count(len(content), 'byte')}.")


def verify(file: Path = typer.Argument(..., help="A receipt: an answer saved with receipt=true.")) -> None:
    """Re-run a saved answer and report differences."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidParameter(f"{file} cannot be read: {error.strerror}.") from None
    receipt = read_receipt(content, str(file))
    verdict = run_on_runtime(lambda it: rerun(it, receipt))
    write_stdout("".join(f"{line}\n" for line in _format_verdict(receipt, verdict)))
    if not verdict.same:
        raise typer.Exit(1)


def _format_verdict(receipt: dict[str, Any], verdict: VerificationResult) -> Iterator[str]:
    if verdict.same:
        yield f"Same answer, based on {format_count(len(receipt['statements']), 'statement')}."
        return
    yield f"The answer has changed since {receipt['asked_at']}."
    for difference in verdict.differences[:MAX_DIFFERENCES]:
        yield f"  {difference}"
    if len(verdict.differences) > MAX_DIFFERENCES:
        yield f"  and {format_count(len(verdict.differences) - MAX_DIFFERENCES, 'more difference')}"
    yield "Why:" if verdict.reasons else "No new records explain this: this version formats the answer differently."
    for change in verdict.reasons:
        what = change.record.get("text") or change.record.get("name") or change.record.get("title")
        yield f"  {change.recorded_at} {change.reason}: {change.type} {change.id}: {what}"
