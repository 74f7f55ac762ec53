"""Exports of the graph in parts: records, tables, graph files, and files for other databases."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Literal

import orjson

from app.formats.cypher_script import CypherWriter
from app.formats.ftm_export import FtmStatementWriter, FtmWriter
from app.formats.graph_files import GexfWriter, GraphmlWriter, GraphWriter
from app.formats.link_rows import COLUMNS, list_link_values
from app.formats.neo4j_csv import Neo4jCsvWriter
from app.formats.tables import CHUNK_SIZE, WRITERS
from app.formats.workbook_export import iter_workbook
from graph.ingest.serialize import serialize_entity, serialize_source, serialize_statement
from graph.model.types import Entity, Source, Statement
from graph.queries import Clocks, GraphFilter, GraphQueries

Format = Literal["jsonl", "csv", "graphml", "gexf", "xlsx", "ftm", "ftm-statements", "neo4j-csv", "cypher"]

MEDIA_TYPES: Mapping[Format, str] = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ftm": "application/x-ndjson",
    "ftm-statements": "text/csv; charset=utf-8",
    "neo4j-csv": "application/zip",
    "cypher": "text/plain; charset=utf-8",
}
#: Suffix of a file in a format, if it is not the name of the format.
SUFFIXES: Mapping[Format, str] = {"ftm": "ftm.json", "ftm-statements": "statements.csv", "neo4j-csv": "zip"}
_WRITERS: Mapping[Format, type[GraphWriter]] = {
    "graphml": GraphmlWriter,
    "gexf": GexfWriter,
    "ftm": FtmWriter,
    "ftm-statements": FtmStatementWriter,
    "neo4j-csv": Neo4jCsvWriter,
    "cypher": CypherWriter,
}
#: Formats that have their own dates, so that without a day they hold the links of every day.
_DATED: frozenset[Format] = frozenset({"xlsx", "ftm", "ftm-statements", "neo4j-csv", "cypher"})


async def export(
    answers: GraphQueries, form: Format, wanted: GraphFilter, clocks: Clocks | None, *, excel: bool = False
) -> AsyncGenerator[bytes]:
    """Yield the graph, or a part of it, in ``form``, in chunks. Raises NotFound for unknown ids, Busy, GraphChanged.

    JSON Lines without clocks and filter is a backup of the whole ledger. With either of them it holds the records
    behind that part of the graph. A table, GraphML and GEXF show one day; ``clocks`` None means today. In the other
    formats None means every day. The last chunk comes only if the graph did not change meanwhile.
    """
    await answers.require_entities(wanted.ids or [])
    today = clocks or Clocks.parse(None, None)
    if form == "jsonl":
        whole = clocks is None and wanted == GraphFilter()
        parts = _iter_all_lines(answers) if whole else _iter_lines(answers, wanted, today)
    elif form == "csv":
        parts = _iter_rows(answers, wanted, today, "excel" if excel else "csv")
    elif form == "xlsx":
        parts = iter_workbook(answers, wanted, today, every_day=clocks is None)
    else:
        parts = _iter_graph_file(answers, wanted, today, form, any_day=form in _DATED and clocks is None)
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
            yield writer.row(list_link_values(link))


async def _iter_graph_file(
    answers: GraphQueries, wanted: GraphFilter, clocks: Clocks, form: Format, *, any_day: bool
) -> AsyncGenerator[bytes]:
    writer = _WRITERS[form](*await answers.find_kinds_and_types(wanted))
    yield writer.head()
    async with aclosing(answers.iter_nodes(wanted, clocks)) as nodes:
        async for node in nodes:
            yield writer.node(node)
    yield writer.middle()
    async with aclosing(answers.iter_links(wanted, clocks, any_day=any_day)) as links:
        async for link in links:
            yield writer.link(link)
    yield writer.end()
