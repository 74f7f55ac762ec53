"""Exports of the graph in parts: records, a table of links, GraphML and GEXF."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Literal

import orjson

from app.formats.graph_files import GRAPH_WRITERS
from app.formats.tables import CHUNK_SIZE, WRITERS
from graph.ingest.serialize import serialize_entity, serialize_source, serialize_statement
from graph.model.types import Entity, Source, Statement
from graph.queries import Clocks, GraphFilter, GraphQueries

Format = Literal["jsonl", "csv", "graphml", "gexf"]

MEDIA_TYPES: Mapping[Format, str] = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
}
COLUMNS = (
    "link_id", "fact_id", "type", "subject", "subject_kind", "subject_name", "object", "object_kind", "object_name",
    "valid_from", "valid_to", "known_from", "known_to", "certainty", "holds", "n_sources", "properties",
)  # fmt: skip


async def export(
    answers: GraphQueries, form: Format, wanted: GraphFilter, clocks: Clocks | None, *, excel: bool = False
) -> AsyncGenerator[bytes]:
    """Yield the graph, or a part of it, in ``form``, in chunks. Raises NotFound for unknown ids, Busy, GraphChanged.

    JSON Lines without clocks and filter is a backup of the whole ledger. With either of them it holds the records
    behind that part of the graph. The other formats show one day; ``clocks`` None means today. The last chunk comes
    only if the graph did not change meanwhile.
    """
    await answers.require_entities(wanted.ids or [])
    today = clocks or Clocks.parse(None, None)
    if form == "jsonl":
        whole = clocks is None and wanted == GraphFilter()
        parts = _iter_all_lines(answers) if whole else _iter_lines(answers, wanted, today)
    elif form == "csv":
        parts = _iter_rows(answers, wanted, today, "excel" if excel else "csv")
    else:
        parts = _iter_graph_file(answers, wanted, today, form)
    piece = bytearray()
    async with answers.exporting(), aclosing(parts):
        async for part in parts:
            if len(piece) >= CHUNK_SIZE:
                yield bytes(piece)
                piece.clear()
            piece += part
    yield bytes(piece)


def encode_record(record: Entity | Source | Statement) -> bytes:
    """Return a record as a line of JSON, with sorted keys."""
    if isinstance(record, Entity):
        line = serialize_entity(record)
    else:
        line = serialize_source(record) if isinstance(record, Source) else serialize_statement(record)
    return orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n"


async def _iter_all_lines(answers: GraphQueries) -> AsyncGenerator[bytes]:
    async with aclosing(answers.iter_records()) as records:
        async for record in records:
            yield encode_record(record)


async def _iter_lines(answers: GraphQueries, wanted: GraphFilter, clocks: Clocks) -> AsyncGenerator[bytes]:
    found = await answers.fetch_evidence(wanted, clocks)
    for records in (found.entities, found.sources, found.statements):
        for record in records:
            yield encode_record(record)


async def _iter_rows(answers: GraphQueries, wanted: GraphFilter, clocks: Clocks, form: str) -> AsyncGenerator[bytes]:
    writer = WRITERS[form](COLUMNS)
    yield writer.head()
    async with aclosing(answers.iter_links(wanted, clocks)) as links:
        async for link in links:
            yield writer.row(_list_values(link))


async def _iter_graph_file(
    answers: GraphQueries, wanted: GraphFilter, clocks: Clocks, form: Format
) -> AsyncGenerator[bytes]:
    writer = GRAPH_WRITERS[form](*await answers.find_kinds_and_types(wanted))
    yield writer.head()
    async with aclosing(answers.iter_nodes(wanted, clocks)) as nodes:
        async for node in nodes:
            yield writer.node(node)
    yield writer.middle()
    async with aclosing(answers.iter_links(wanted, clocks)) as links:
        async for link in links:
            yield writer.link(link)
    yield writer.end()


def _list_values(link: Mapping[str, Any]) -> list[Any]:
    ends = {
        f"{end}{key}": link[end][name]
        for end in ("subject", "object")
        for key, name in (("", "id"), ("_kind", "kind"), ("_name", "name"))
    }
    properties = orjson.dumps(link["properties"]).decode() if link["properties"] else None
    values = {**link, **ends, "properties": properties}
    return [values[column] for column in COLUMNS]
