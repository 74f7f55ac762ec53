"""``tradegraph query``, ``cypher`` and ``picture``: questions and what comes back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from app.cli.console import (
    AsOfOption,
    FormatOption,
    KnownAtOption,
    ParamOption,
    check_option,
    log_line,
    parse_pairs,
    run_async,
    write_atomically,
)
from app.cli.output import choose_format, print_stream, print_table
from app.cli.stdout import StdoutWriter
from app.formats.browser_favourites import build_archive
from app.runtime.runtime import open_runtime
from app.settings import read_settings
from graph.ingest.fields import some_of
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks, LinkFilter, SceneRequest
from graph.query_library import find_query, load_library
from graph.store import JsonTable


def query(
    name: str | None = typer.Argument(None, help="A query of the library; without it, all are listed."),
    param: list[str] = ParamOption,
    form: str | None = FormatOption,
    as_of: str | None = AsOfOption,
    known_at: str | None = KnownAtOption,
    favourites: Path | None = typer.Option(None, help="Write the library for Neo4j Browser: a ZIP of scripts."),
) -> None:
    """Run a query of the library, or list them."""
    shown = choose_format(form)
    queries = load_library()
    if favourites is not None:
        write_atomically(favourites, build_archive(queries.values()))
        log_line(f"{favourites}: {len(queries)} scripts.")
        return
    if name is None:
        rows = [[q.name, q.title, " ".join(_format_parameter(p) for p in q.parameters)] for q in queries.values()]
        print_table(JsonTable(["name", "title", "parameters"], rows), shown)
        return
    clocks = {"as_of": as_of, "known_at": known_at}
    given = parse_pairs([*param, *(f"{key}={value}" for key, value in clocks.items() if value is not None)])
    find_query(queries, name).values(given)  # what is wrong with the question is said before a database is asked
    print_table(run_async(_query(name, given)), shown)


def _format_parameter(parameter: Any) -> str:
    return f"{parameter.name}={parameter.default}" if parameter.default is not None else f"{parameter.name}=…"


async def _query(name: str, given: dict[str, str]) -> JsonTable:
    settings = read_settings()
    async with open_runtime(settings, log_line) as runtime:
        return await runtime.answers.run(name, given, settings.cypher_max_rows)


def cypher(
    text: str = typer.Argument(..., metavar="CYPHER", help="A query that only reads."),
    param: list[str] = ParamOption,
    form: str | None = FormatOption,
    limit: int | None = typer.Option(None, min=1, help="At most so many rows."),
) -> None:
    """Run read-only Cypher. The value of a parameter is JSON where it can be read as such, else text."""
    shown = choose_format(form)
    parameters = {name: _json_or_text(value) for name, value in parse_pairs(param).items()}
    if shown == "table":  # how wide its columns are is known at the end
        table = run_async(_cypher(text, parameters, limit))
        print_table(table, shown)
        rows = len(table.rows)
    else:
        with StdoutWriter() as out:
            rows = run_async(_stream_cypher(text, parameters, limit, shown, out))
    if not rows:
        _log_json_values(parameters)


def _log_json_values(parameters: Mapping[str, Any]) -> None:
    """Where nothing was found, a value that was read as JSON may have been meant as text: a code, or the word null."""
    for name, value in parameters.items():
        if value is None or isinstance(value, (bool, int, float)):
            shown = json.dumps(value)
            log_line(f"{name} was read as {shown}, which is not text; for text write --param '{name}=\"{shown}\"'.")


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):  # the latter for brackets without end
        return value


async def _cypher(text: str, parameters: dict[str, Any], limit: int | None) -> JsonTable:
    async with open_runtime(read_settings(), log_line) as runtime:
        return await runtime.adhoc.run(text, parameters, limit)


async def _stream_cypher(text: str, parameters: dict[str, Any], limit: int | None, form: str, out: StdoutWriter) -> int:
    async with (
        open_runtime(read_settings(), log_line) as runtime,
        runtime.adhoc.stream(text, parameters, limit) as stream,
    ):
        await print_stream(stream, form, out)
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
        check_option("--type", some_of, types, vocabulary().relationships),
        check_option("--kind", some_of, kinds, vocabulary().kinds),
    )
    scenery = SceneRequest(ids, depth, wanted, limit)
    clocks = Clocks.parse(as_of, known_at)
    page, nodes, links = run_async(_picture(scenery, clocks, known_at))
    write_atomically(output, page.encode())
    log_line(f"{output}: {nodes} nodes, {links} links.")


async def _picture(scenery: SceneRequest, clocks: Clocks, known_at: str | None) -> tuple[str, int, int]:
    async with open_runtime(read_settings(), log_line) as runtime:
        scene = await runtime.answers.scene(scenery, clocks.known_at)
        latest = (await runtime.answers.stats(clocks.known_at))["latest_source"]
    from app.pictures.explorer_page import (
        PageRequest,
        render,
    )  # drawing takes a while to import, and only this command draws

    page = render(
        scene, PageRequest(scenery, clocks, known_at, latest=latest), load_library()["picture"].cypher, standalone=True
    )
    return page, len(scene["nodes"]), len(scene["links"])
