"""``tradegraph verify``: re-run a saved answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from app.cli.console import format_count
from app.cli.session import run_on_runtime
from app.cli.stdout import write_stdout
from app.verify import MAX_DIFFERENCES, VerificationResult, read_receipt
from app.verify import verify as rerun
from graph.errors import InvalidParameter


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
