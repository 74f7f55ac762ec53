"""``tradegraph search`` and ``status``: find an entity, and see the status of a measure."""

from collections.abc import Sequence

import typer

from app.cli.console import AsOfOption, FormatOption, KnownAtOption, check_option
from app.cli.output import choose_format, print_table
from app.cli.session import run_on_runtime
from app.runtime.runtime import Runtime
from graph.ingest.fields import some_of
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks
from graph.store import JsonTable

_FOUND = ("id", "kind", "name", "matched", "score")


def search(
    name: str = typer.Argument(..., help="A name, an alias, an identifier, or words of one."),
    kinds: list[str] = typer.Option([], "--kind", help="Only entities of these kinds."),
    limit: int = typer.Option(10, min=1, max=500, help="The most entities."),
    form: str | None = FormatOption,
) -> None:
    """Find entities by name. Misspellings, accents and the order of words do not matter."""
    shown = choose_format(form)
    wanted = check_option("--kind", some_of, kinds, vocabulary().kinds)
    print_table(run_on_runtime(lambda it: _search(it, name, wanted, limit)), shown)


async def _search(runtime: Runtime, name: str, kinds: Sequence[str] | None, limit: int) -> JsonTable:
    found = await runtime.answers.entities(name, kinds, limit, None)
    return JsonTable(list(_FOUND), [[one.get(column) for column in _FOUND] for one in found.items])


def status(
    measure: str = typer.Argument(..., metavar="ID", help="A measure, such as measure:us-h20-export-control."),
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
    form: str | None = FormatOption,
) -> None:
    """Show the status of a measure on a day, and who says so."""
    shown = choose_format(form)
    clocks = Clocks.parse(as_of, known_at)
    given = {"measure": measure} | {
        name: value for name, value in (("as_of", as_of), ("known_at", known_at)) if value is not None
    }
    print_table(run_on_runtime(lambda it: _status(it, given, clocks)), shown)


async def _status(runtime: Runtime, given: dict[str, str], clocks: Clocks) -> JsonTable:
    table = await runtime.answers.run("status_of_measure", given, runtime.settings.cypher_max_rows)
    if not table.rows:  # raises the error for an unknown id, or for one of another kind
        await runtime.answers.timeline(given["measure"], clocks)
    return table
