"""``tradegraph query``, ``cypher`` and ``picture``: questions and what comes back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from app.cli.console import AsOfOption, FormatOption, KnownAtOption, ParamOption, checked, pairs, run, say, write_whole
from app.cli.output import form_of, show, show_stream
from app.cli.stdout import Outlet
from app.formats.browser_favourites import archive
from app.runtime.runtime import opened
from app.settings import read_settings
from graph.ingest.fields import some_of
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks, LinkFilter, Scenery
from graph.query_library import find, library
from graph.store import Table


def query(
    name: str | None = typer.Argument(None, help="A query of the library; without it, all are listed."),
    param: list[str] = ParamOption,
    form: str | None = FormatOption,
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
    favourites: Path | None = typer.Option(None, help="Write the library for Neo4j Browser: a ZIP of scripts."),
) -> None:
    """Run a query of the library, or list them."""
    shown = form_of(form)
    queries = library()
    if favourites is not None:
        write_whole(favourites, archive(queries.values()))
        say(f"{favourites}: {len(queries)} scripts.")
        return
    if name is None:
        rows = [[q.name, q.title, " ".join(_signature(p) for p in q.parameters)] for q in queries.values()]
        show(Table(["name", "title", "parameters"], rows), shown)
        return
    clocks = {"as_of": as_of, "known_at": known_at}
    given = pairs([*param, *(f"{key}={value}" for key, value in clocks.items() if value is not None)])
    find(queries, name).values(given)  # what is wrong with the question is said before a database is asked
    show(run(_query(name, given)), shown)


def _signature(parameter: Any) -> str:
    return f"{parameter.name}={parameter.default}" if parameter.default is not None else f"{parameter.name}=…"


async def _query(name: str, given: dict[str, str]) -> Table:
    settings = read_settings()
    async with opened(settings, say) as runtime:
        return await runtime.answers.run(name, given, settings.cypher_max_rows)


def cypher(
    text: str = typer.Argument(..., metavar="CYPHER", help="A query that only reads."),
    param: list[str] = ParamOption,
    form: str | None = FormatOption,
    limit: int | None = typer.Option(None, min=1, help="At most so many rows."),
) -> None:
    """Run read-only Cypher. The value of a parameter is JSON where it can be read as such, else text."""
    shown = form_of(form)
    parameters = {name: _json_or_text(value) for name, value in pairs(param).items()}
    if shown == "table":  # how wide its columns are is known at the end
        table = run(_cypher(text, parameters, limit))
        show(table, shown)
        rows = len(table.rows)
    else:
        with Outlet() as out:
            rows = run(_cypher_streamed(text, parameters, limit, shown, out))
    if not rows:
        _say_what_is_no_text(parameters)


def _say_what_is_no_text(parameters: Mapping[str, Any]) -> None:
    """Where nothing was found, a value that was read as JSON may have been meant as text: a code, or the word null."""
    for name, value in parameters.items():
        if value is None or isinstance(value, (bool, int, float)):
            shown = json.dumps(value)
            say(f"{name} was read as {shown}, which is not text; for text write --param '{name}=\"{shown}\"'.")


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):  # the latter for brackets without end
        return value


async def _cypher(text: str, parameters: dict[str, Any], limit: int | None) -> Table:
    async with opened(read_settings(), say) as runtime:
        return await runtime.adhoc.run(text, parameters, limit)


async def _cypher_streamed(text: str, parameters: dict[str, Any], limit: int | None, form: str, out: Outlet) -> int:
    async with opened(read_settings(), say) as runtime, runtime.adhoc.streamed(text, parameters, limit) as stream:
        await show_stream(stream, form, out)
        return stream.count


def picture(
    ids: list[str] = typer.Argument(..., metavar="ID...", help="Entities to start from, as company:nvidia."),
    output: Path = typer.Option(..., "--output", "-o", help="The HTML file to write."),
    depth: int = typer.Option(1, min=0, max=3, help="How many hops around."),
    types: list[str] = typer.Option([], "--type", help="Only these types of relationship."),
    kinds: list[str] = typer.Option([], "--kind", help="Only neighbours of these kinds."),
    limit: int = typer.Option(300, min=1, max=500, help="How many nodes at most."),
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
) -> None:
    """Write a picture of a subgraph as one file that opens anywhere."""
    wanted = LinkFilter(
        checked("--type", some_of, types, vocabulary().relationships),
        checked("--kind", some_of, kinds, vocabulary().kinds),
    )
    scenery = Scenery(ids, depth, wanted, limit)
    clocks = Clocks.given(as_of, known_at)
    page, nodes, links = run(_picture(scenery, clocks, known_at))
    write_whole(output, page.encode())
    say(f"{output}: {nodes} nodes, {links} links.")


async def _picture(scenery: Scenery, clocks: Clocks, known_at: str | None) -> tuple[str, int, int]:
    async with opened(read_settings(), say) as runtime:
        scene = await runtime.answers.scene(scenery, clocks.known_at)
        latest = (await runtime.answers.stats(clocks.known_at))["latest_source"]
    from app.pictures.explorer_page import Asked, render  # drawing takes a while to import, and only this command draws

    page = render(scene, Asked(scenery, clocks, known_at, latest=latest), library()["picture"].cypher, standalone=True)
    return page, len(scene["nodes"]), len(scene["links"])
