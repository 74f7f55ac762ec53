"""Export of the graph as a workbook."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

from app.formats.link_rows import COLUMNS, list_link_values
from app.formats.workbook import BookWriter
from graph.ingest.fields import SOURCE_CHECKS, STATEMENT_CHECKS
from graph.ingest.serialize import serialize_source, serialize_statement
from graph.model.types import Source, Statement
from graph.queries import Clocks, GraphFilter, GraphQueries

_MEASURES = (
    "id", "name", "aliases", "measure_kind", "status", "status_since", "status_until", "status_basis", "official_ref",
    "authority", "description", "url",
)  # fmt: skip
_ABOUT = (
    ("measures", "Measures with their status on the day. status_until is the first day after it."),
    (
        "links",
        "Links of entities. valid_to is the first day on which a link no longer holds; empty is unknown or open.",
    ),
    ("statements", "Statements: who said what, in which source and where, with dates as precise as the source's."),
    ("sources", "Sources of the statements."),
    ("texts", "A text that begins with = + - or @ is marked as text, so that no spreadsheet runs it as a formula."),
)


async def iter_workbook(
    answers: GraphQueries, wanted: GraphFilter, clocks: Clocks, *, every_day: bool
) -> AsyncGenerator[bytes]:
    """Yield a workbook of measures, links, statements and sources. ``every_day``: links of every day."""
    book = BookWriter()
    await book.fill("measures", _MEASURES, _iter_measures(answers, wanted, clocks))
    async with aclosing(answers.iter_links(wanted, clocks, any_day=every_day)) as links:
        await book.fill("links", COLUMNS, (list_link_values(link) async for link in links))
    whole = every_day and wanted == GraphFilter()
    for title, kind, names in (
        ("statements", Statement, ("id", "fact_id", *STATEMENT_CHECKS)),
        ("sources", Source, tuple(SOURCE_CHECKS)),
    ):
        await book.fill(title, names, _iter_records(answers, wanted, clocks, kind, names, whole=whole))
    day = "every day" if every_day else clocks.day
    about = [*_ABOUT, ("links of", day), ("written at", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"))]
    book.sheet("about", ("what", "meaning")).add(about)
    async for piece in book.chunks():
        yield piece


async def _iter_measures(answers: GraphQueries, wanted: GraphFilter, clocks: Clocks) -> AsyncIterator[list[Any]]:
    async with aclosing(answers.iter_nodes(wanted, clocks)) as nodes:
        async for node in nodes:
            if node["kind"] == "Measure":
                found: Mapping[str, Any] = {**node["identifiers"], **node["properties"], **node}
                yield [found.get(name) for name in _MEASURES]


async def _iter_records(
    answers: GraphQueries, wanted: GraphFilter, clocks: Clocks, kind: type, names: tuple[str, ...], *, whole: bool
) -> AsyncIterator[list[Any]]:
    """Yield the records of a type behind a part of the graph, or all."""
    if whole:
        async with aclosing(answers.iter_records()) as records:
            async for record in records:
                if isinstance(record, kind):
                    yield _list_values(record, names)
        return
    found = await answers.fetch_evidence(wanted, clocks)
    for behind in found.statements if kind is Statement else found.sources:
        yield _list_values(behind, names)


def _list_values(record: Any, names: tuple[str, ...]) -> list[Any]:
    if isinstance(record, Statement):
        shown = serialize_statement(record) | {"id": record.id, "fact_id": record.fact_id}
    else:
        shown = serialize_source(record)
    return [shown.get(name) for name in names]
