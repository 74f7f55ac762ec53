"""``tradegraph export`` and ``verify``: what is taken away from the graph, and whether an answer still holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

import typer

from app.api.schemas import Certainty
from app.cli.console import AsOfOption, KnownAtOption, check_option, log_line, run_async, write_atomically
from app.cli.stdout import StdoutWriter, write_stdout
from app.formats.export import MEDIA_TYPES, Format
from app.formats.export import export as exported
from app.runtime.runtime import open_runtime
from app.settings import read_settings
from app.verify import MAX_DIFFERENCES, VerificationResult, read_receipt
from app.verify import verify as asked_again
from graph.errors import InvalidParameter
from graph.ingest.fields import one_of, some_of
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks, GraphFilter


def export(
    ids: list[str] = typer.Argument(None, metavar="[ID...]", help="Only these entities and the links among them."),
    form: str = typer.Option("jsonl", "--format", "-f", help="jsonl, csv, graphml or gexf."),
    output: Path = typer.Option(None, "--output", "-o", help="The file to write; standard output if not given."),
    kinds: list[str] = typer.Option([], "--kind", help="Only entities of these kinds, and the links among them."),
    types: list[str] = typer.Option([], "--type", help="Only links of these types of relationship."),
    certainties: list[str] = typer.Option([], "--certainty", help="Only links of these certainties."),
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
) -> None:
    """Write the graph, or the part of it that the ids name."""
    wanted = cast(Format, check_option("--format", one_of, form, MEDIA_TYPES))
    part = GraphFilter(
        ids or None,
        check_option("--kind", some_of, kinds, vocabulary().kinds),
        check_option("--type", some_of, types, vocabulary().relationships),
        check_option("--certainty", some_of, certainties, get_args(Certainty)),
    )
    clocks = Clocks.parse(as_of, known_at) if as_of or known_at else None
    content = run_async(_export(wanted, part, clocks))
    if output is None:
        with StdoutWriter() as out:
            out.put(content)
        return
    write_atomically(output, content)
    log_line(f"{output}: {len(content)} bytes.")


async def _export(form: Format, part: GraphFilter, clocks: Clocks | None) -> bytes:
    async with open_runtime(read_settings(), log_line) as runtime:
        return await exported(runtime.answers, form, part, clocks)


def verify(file: Path = typer.Argument(..., help="A receipt: what an answer with receipt=true held.")) -> None:
    """Ask the question of a receipt again: the same answer, or what changed and why."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidParameter(f"{file} cannot be read: {error.strerror}.") from None
    receipt = read_receipt(content, str(file))
    verdict = run_async(_verify(receipt))
    write_stdout("".join(f"{line}\n" for line in _format_verdict(receipt, verdict)))
    if not verdict.same:
        raise typer.Exit(1)


async def _verify(receipt: dict[str, Any]) -> VerificationResult:
    async with open_runtime(read_settings(), log_line) as runtime:
        return await asked_again(runtime, receipt)


def _format_verdict(receipt: dict[str, Any], verdict: VerificationResult) -> Iterator[str]:
    if verdict.same:
        yield f"The same answer, resting on {len(receipt['statements'])} statements."
        return
    yield f"The answer has changed since {receipt['asked_at']}."
    for difference in verdict.differences[:MAX_DIFFERENCES]:
        yield f"  {difference}"
    if len(verdict.differences) > MAX_DIFFERENCES:
        yield f"  and {len(verdict.differences) - MAX_DIFFERENCES} more differences"
    yield "Why:" if verdict.reasons else "Nothing taken in since bears on it: this version shapes the answer otherwise."
    for change in verdict.reasons:
        what = change.record.get("text") or change.record.get("name") or change.record.get("title")
        yield f"  {change.recorded_at} {change.reason}: {change.type} {change.id}: {what}"
