"""Responses about entities, links and statements, from rows of the query files.

Pure functions. Dates come in as ISO text with the marks for open and unknown ends; they go out as the source gave
them, with null for both. The keys are a contract: docs/http-api.md lists them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

from typing_extensions import TypedDict

from graph.ledger import LedgerChange
from graph.model.dates import format_end, format_start
from graph.model.vocabulary import vocabulary
from graph.store.mapping import entity_from_properties
from graph.store.store import Row
from graph.views import intervals
from graph.views.types.entities import Directions, EntityCore, EntityResponse, Reference
from graph.views.types.evidence import Change
from graph.views.types.links import FactResponse, Hop, LinkResponse, PathResponse, StatementResponse

#: Links of one type and direction, or of one node, up to which they are counted.
MAX_COUNTED = 1000


class _Fulfilment(TypedDict, total=False, closed=True):
    fulfilled_by: str


def serialize_reference(row: Row) -> Reference:
    """Return id, kind and name of an end of a link or of a speaker."""
    return {"id": row["id"], "kind": cast(str, vocabulary().kind_of(row["id"])), "name": row["name"]}


def serialize_optional_reference(row: Row | None) -> Reference | None:
    """Return the reference of a row; None if the row or its id is missing."""
    return serialize_reference(row) if row is not None and row.get("id") is not None else None


def serialize_entity(properties: Mapping[str, Any]) -> EntityResponse:
    """Return the entity of a node's properties."""
    return {**serialize_entity_core(properties)}


def serialize_entity_core(properties: Mapping[str, Any]) -> EntityCore:
    """Return the keys that every response about an entity has, from a node's properties."""
    found = entity_from_properties(properties)
    return {
        "id": found.id,
        "kind": found.kind,
        "name": found.name,
        "aliases": list(found.aliases),
        "identifiers": dict(found.identifiers),
        "properties": dict(found.properties),
    }


def count_links(out: Iterable[Row], into: Iterable[Row]) -> dict[str, Directions]:
    """Return the number of links by type, such as ``{"MAKES": {"out": 2, "in": 0}}``.

    A number above MAX_COUNTED becomes MAX_COUNTED, and the type has ``capped``.
    """
    counts: dict[str, Directions] = {}
    directions: tuple[tuple[Literal["out", "in"], Iterable[Row]], ...] = (("out", out), ("in", into))
    for direction, rows in directions:
        for row in rows:
            one = counts.setdefault(row["type"], {"out": 0, "in": 0})
            one[direction] = min(row["n"], MAX_COUNTED)
            if row["n"] > MAX_COUNTED:
                one["capped"] = True
    return dict(sorted(counts.items()))


def serialize_link(row: Row, as_of: str) -> LinkResponse:
    """Return a relationship as a link."""
    names = vocabulary().relationships[row["type"]].properties
    fulfilment: _Fulfilment = {"fulfilled_by": row["fulfilled_by"]} if row.get("fulfilled_by") else {}
    return {
        "link_id": row["link_id"],
        "fact_id": row["fact_id"],
        "type": row["type"],
        "subject": serialize_reference(row["subject"]),
        "object": serialize_reference(row["object"]),
        "properties": {name: row[name] for name in names if row.get(name) is not None},
        "valid_from": format_start(row["valid_from"], row["valid_from_latest"]),
        "valid_to": format_row_end(row),
        "known_from": row["known_from"],
        "known_to": None,  # the versions shown were not yet replaced at known_at
        "certainty": row["certainty"],
        "holds": intervals.holds_on(row, as_of),
        "n_sources": row["n_sources"],
        **fulfilment,
        "statement_id": row["statement_id"],
    }


def link_key(row: Row) -> str:
    """Return the key by which links are paged, as the query files order them."""
    return f"{row['type']} {row['valid_from']} {row['link_id']}"


def serialize_statement(row: Row) -> StatementResponse:
    """Return a statement with its speaker and its source."""
    source = row["source"]
    return {
        "id": row["id"],
        "stance": row["stance"],
        "said_by": serialize_optional_reference(row.get("said_by")),
        "said_on": row.get("said_on"),
        "source": {
            "id": source.get("id"),
            "title": source.get("title"),
            "publisher": source.get("publisher"),
            "url": source.get("url"),
            "published_on": source.get("published_on"),
        },
        "locator": row["locator"],
        "text": row["text"],
        "valid_from": row.get("valid_from"),
        "valid_to": row.get("valid_to"),
        "confidence": row["confidence"],
        "method": row["method"],
        "recorded_at": row["recorded_at"],
    }


def serialize_fact(fact_id: str, row: Row, as_of: str) -> FactResponse:
    """Return a fact with every statement for and against it, and the links it makes."""
    links = [serialize_link(r, as_of) for r in row["links"]]
    return {
        "fact_id": fact_id,
        "type": row["type"],
        "subject": serialize_reference(row["subject"]),
        "object": serialize_reference(row["object"]),
        "disputed": any(shown["certainty"] == "disputed" for shown in links),
        "statements": [serialize_statement(s) for s in row["statements"]],
        "links": links,
    }


def serialize_path(row: Row, as_of: str) -> PathResponse:
    """Return a chain of links with their evidence; all of them hold in its ``window``."""
    first = max(r["valid_from"] for r in row["links"])
    last = min(r["valid_to"] for r in row["links"])
    return {
        "nodes": [serialize_reference(n) for n in row["nodes"]],
        "links": [_serialize_hop(r, as_of) for r in row["links"]],
        "window": {
            "from": None if first == intervals.FIRST_DAY else first,
            "to": None if last == intervals.LAST_DAY else last,
        },
    }


def _serialize_hop(row: Row, as_of: str) -> Hop:
    return {**serialize_link(row, as_of), "evidence": [serialize_statement(s) for s in row["evidence"]]}


def serialize_change(found: LedgerChange, cursor: str) -> Change:
    """Return a change of the ledger: record, reason, and affected facts and entities."""
    return {
        "revision": found.revision,
        "recorded_at": found.recorded_at,
        "reason": found.reason,
        "type": cast(Literal["entity", "source", "statement"], found.type),
        "id": found.id,
        "entities": list(found.entities),
        "facts": list(found.facts),
        "record": dict(found.record),
        "cursor": cursor,
    }


def format_row_end(row: Row) -> str | None:
    """Return the end of a link or period as given; None if open."""
    return format_end(row["valid_to_earliest"], row["valid_to"])
