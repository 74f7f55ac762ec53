"""Exports of the graph: records, a table of links, GraphML and GEXF."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import orjson

from app.formats.tables import encode, format_cell
from graph.ingest.batch import Records, serialize_entity, serialize_source, serialize_statement
from graph.model.dates import parse_end, parse_partial
from graph.queries import Clocks, GraphFilter, GraphQueries
from graph.store import JsonTable

if TYPE_CHECKING:
    import networkx as nx

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
) -> bytes:
    """Return the graph, or a part of it, as bytes in ``form``. Raises NotFound for unknown ids.

    JSON Lines without clocks and filter is a backup of the whole ledger. With either of them it holds the records
    behind that part of the graph. The other formats show one day; ``clocks`` None means today.
    """
    if form == "jsonl":
        whole = clocks is None and wanted == GraphFilter()
        today = Clocks.parse(None, None)
        return encode_jsonl(await answers.records() if whole else await answers.fetch_evidence(wanted, clocks or today))
    part = await answers.fetch_graph(wanted, clocks or Clocks.parse(None, None))
    if form == "csv":
        table = JsonTable(list(COLUMNS), [_list_values(link) for link in part["links"]], truncated=False)
        return encode(table, "excel" if excel else "csv")
    return _encode_xml(_build_network(part), form)


def encode_jsonl(records: Records) -> bytes:
    """Return records as JSON Lines: entities, sources, statements, with sorted keys."""
    lines = [serialize_entity(e) for e in records.entities]
    lines += [serialize_source(s) for s in records.sources]
    lines += [serialize_statement(s) for s in records.statements]
    return b"".join(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n" for line in lines)


def _list_values(link: Mapping[str, Any]) -> list[Any]:
    ends = {
        f"{end}{key}": link[end][name]
        for end in ("subject", "object")
        for key, name in (("", "id"), ("_kind", "kind"), ("_name", "name"))
    }
    properties = orjson.dumps(link["properties"]).decode() if link["properties"] else None
    values = {**link, **ends, "properties": properties}
    return [values[column] for column in COLUMNS]


def _build_network(part: Mapping[str, Any]) -> "nx.MultiDiGraph[str]":
    """Return the graph for networkx. Unknown values are omitted: GraphML and GEXF have no null."""
    import networkx as nx  # slow to import: 0.3 s that the start of the service need not spend

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(name="tradegraph")
    for node in part["nodes"]:
        shown = {"label": node["name"], "kind": node["kind"], "aliases": format_cell(node["aliases"])}
        status = {name: node.get(name) for name in ("status", "status_basis", "unheard_since", "status_note")}
        shown |= {**node["identifiers"], **node["properties"], **status}
        network.add_node(node["id"], **_drop_nulls(shown))
    for link in part["links"]:
        shown = {
            "label": link["type"],
            # In GEXF the attribute "type" is the direction of an edge.
            "relationship": link["type"],
            **link["properties"],
            **{name: link[name] for name in ("fact_id", "certainty", "holds", "n_sources", "valid_from", "valid_to")},
            **{name: link[name] for name in ("known_from", "known_to")},
        }
        network.add_edge(link["subject"]["id"], link["object"]["id"], key=link["link_id"], **_drop_nulls(shown))
    return network


def _drop_nulls(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: format_cell(value) if isinstance(value, (list, dict)) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value not in (None, "")}


def _encode_xml(network: "nx.MultiDiGraph[str]", form: Format) -> bytes:
    import networkx as nx

    out = io.BytesIO()
    if form == "graphml":
        nx.write_graphml(network, out, named_key_ids=True)
        return out.getvalue()
    for _, _, _, values in network.edges(keys=True, data=True):
        values |= _bounds(values)
    nx.write_gexf(network, out)
    return out.getvalue()


def _bounds(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the GEXF bounds of a link: first and last day of its possible validity.

    Gephi's timeline uses them. GEXF includes the last day; ``valid_to`` is exclusive.
    """
    bounds = {}
    if "valid_from" in values:
        bounds["start"] = parse_partial(values["valid_from"]).first.isoformat()
    if "valid_to" in values:
        bounds["end"] = (parse_end(values["valid_to"]).last - timedelta(days=1)).isoformat()
    return bounds
