"""``tradegraph query``, ``cypher`` and ``picture``: ask the graph."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import typer

from app.cli.console import (
    AsOfOption,
    FormatOption,
    KnownAtOption,
    ParamOption,
    check_option,
    format_count,
    log_line,
    parse_pairs,
    write_output,
)
from app.cli.output import choose_format, print_stream, print_table
from app.cli.session import run_on_runtime
from app.cli.stdout import StdoutWriter
from app.formats.browser_favourites import build_archive
from app.runtime.runtime import Runtime
from graph.asof import QueryClocks
from graph.ingest.fields import some_of
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks, LinkFilter, SceneRequest
from graph.query_library import find_query, load_library
from graph.store import JsonTable


def query(
    name: str | None = typer.Argument(None, help="Name of a library query; without it, list them all."),
    param: list[str] = ParamOption,
    form: str | None = FormatOption,
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
    favourites: Path | None = typer.Option(None, help="Write the library for Neo4j Browser, a ZIP of scripts."),
) -> None:
    """Run a library query, or list them."""
    shown = choose_format(form)
    queries = load_library()
    if favourites is not None:
        write_output(favourites, build_archive(queries.values()))
        log_line(f"{favourites}: {len(queries)} scripts.")
        return
    if name is None:
        rows = [[q.name, q.title, " ".join(_format_parameter(p) for p in q.parameters)] for q in queries.values()]
        print_table(JsonTable(["name", "title", "parameters"], rows), shown)
        return
    clocks = {"as_of": as_of, "known_at": known_at}
    given = parse_pairs([*param, *(f"{key}={value}" for key, value in clocks.items() if value is not None)])
    find_query(queries, name).values(given)  # report invalid parameters before connecting
    print_table(run_on_runtime(lambda it: it.answers.run(name, given, it.settings.cypher_max_rows)), shown)


def _format_parameter(parameter: Any) -> str:
    return f"{parameter.name}={parameter.default}" if parameter.default is not None else f"{parameter.name}=…"


def cypher(
    text: str = typer.Argument(..., metavar="CYPHER", help="A read-only query."),
    param: list[str] = ParamOption,
    form: str | None = FormatOption,
    limit: int | None = typer.Option(None, min=1, help="The most rows to return."),
    as_of: str | None = typer.Option(
        None, "--as-of", metavar="DAY", help="Only relationships that hold on this day. Default: all versions."
    ),
    known_at: str | None = typer.Option(
        None, "--known-at", metavar="DAY", help="Only what was known by then, a day or an instant."
    ),
    holds: str | None = typer.Option(None, help="possible or surely: whether uncertain dates count on the day."),
    explain: bool = typer.Option(False, "--explain", help="Print the query that would be run."),
) -> None:
    """Run read-only Cypher. A parameter value is read as JSON if it is valid JSON, else as text."""
    shown = choose_format(form)
    parameters = {name: _json_or_text(value) for name, value in parse_pairs(param).items()}
    clocks = QueryClocks.parse(datetime.now(UTC), as_of, known_at, holds)
    if explain:
        print_table(run_on_runtime(lambda it: it.adhoc.show_rewritten(text, parameters, clocks)), shown)
        return
    if shown == "table":  # the column widths depend on all rows
        table = run_on_runtime(lambda it: it.adhoc.run(text, parameters, limit, clocks))
        print_table(table, shown)
        rows = len(table.rows)
    else:
        with StdoutWriter() as out:
            rows = run_on_runtime(lambda it: _stream_cypher(it, _Asked(text, parameters, limit, clocks), out, shown))
    if clocks and shown != "json":  # JSON repeats them itself
        log_line(f"Asked with {', '.join(f'{name} {value}' for name, value in clocks.given.items())}.")
    if not rows:
        _log_json_values(parameters)


class _Asked(NamedTuple):
    """Ad-hoc query of the command line."""

    text: str
    parameters: dict[str, Any]
    limit: int | None
    clocks: QueryClocks | None


def _log_json_values(parameters: Mapping[str, Any]) -> None:
    """Print the parameters that were read as JSON and may have been meant as text."""
    for name, value in parameters.items():
        if value is None or isinstance(value, (bool, int, float)):
            shown = json.dumps(value)
            log_line(f"{name} was read as {shown}, not as text. For text, write --param '{name}=\"{shown}\"'.")


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):  # RecursionError: too many nested brackets
        return value


async def _stream_cypher(runtime: Runtime, asked: _Asked, out: StdoutWriter, form: str) -> int:
    async with runtime.adhoc.stream(*asked) as stream:
        await print_stream(stream, form, out)
        return stream.count


def picture(
    ids: list[str] = typer.Argument(..., metavar="ID...", help="Entities to start from, such as company:nvidia."),
    output: Path = typer.Option(..., "--output", "-o", help="The HTML file to write."),
    depth: int = typer.Option(1, min=0, max=3, help="Hops from the start."),
    types: list[str] = typer.Option([], "--type", help="Only these relationship types."),
    kinds: list[str] = typer.Option([], "--kind", help="Only neighbours of these kinds."),
    limit: int = typer.Option(300, min=1, max=500, help="The most nodes."),
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
) -> None:
    """Write a picture of a subgraph as an offline HTML file."""
    wanted = LinkFilter(
        check_option("--type", some_of, types, vocabulary().relationships),
        check_option("--kind", some_of, kinds, vocabulary().kinds),
    )
    scenery = SceneRequest(ids, depth, wanted, limit)
    clocks = Clocks.parse(as_of, known_at)
    page, nodes, links = run_on_runtime(lambda it: _draw(it, scenery, clocks, known_at))
    write_output(output, page.encode())
    log_line(f"{output}: {format_count(nodes, 'node')}, {format_count(links, 'link')}.")


async def _draw(runtime: Runtime, scenery: SceneRequest, clocks: Clocks, known_at: str | None) -> tuple[str, int, int]:
    scene = await runtime.answers.scene(scenery, clocks.known_at)
    latest = (await runtime.answers.stats(clocks.known_at))["latest_source"]
    from app.pictures.explorer_page import PageRequest, render  # slow to import, and only needed here

    page = render(
        scene, PageRequest(scenery, clocks, known_at, latest=latest), load_library()["picture"].cypher, standalone=True
    )
    return page, len(scene["nodes"]), len(scene["links"])
