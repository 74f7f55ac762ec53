"""The plain types as rows for the files of ``cypher/ledger``, and back.

Dates travel as ISO text and are turned into dates in the Cypher: that is twice as fast as sending them as dates.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.model.dates import DayRange, format_instant, parse_instant, parse_published_on
from graph.model.names import make_search_keys
from graph.model.resolution import is_identity
from graph.model.types import Entity, Link, Source, Statement, StatusPeriod, to_canonical_json
from graph.model.vocabulary import vocabulary

WriteRow = dict[str, Any]

_STATEMENT_FIELDS = (
    "id", "fact_id", "subject", "predicate", "object", "stance", "source", "locator", "text", "said_by", "said_on",
    "valid_from", "valid_to", "method", "confidence",
)  # fmt: skip
_LISTS = ("retracts", "corrects")
#: What of a statement names entities, and so may go by another id than it was recorded with.
_ENTITY_REFERENCE_FIELDS = ("subject", "object", "said_by", "properties")
_SOURCE_FIELDS = ("id", "title", "publisher", "published_on", "url", "retrieved_at", "sha256", "lang")


def entity_row(entity: Entity, recorded: Entity | None = None) -> WriteRow:
    """id, kind, all properties of the node, and its keys for the search.

    ``recorded`` is the record, where the node shows more than that.
    """
    properties: WriteRow = {"id": entity.id, "name": entity.name, **entity.identifiers, **entity.properties}
    if entity.aliases:
        properties["aliases"] = list(entity.aliases)
    if recorded and recorded != entity:
        properties["as_recorded"] = to_canonical_json(
            {"aliases": list(recorded.aliases), "identifiers": dict(recorded.identifiers)}
        )
    return {"id": entity.id, "kind": entity.kind, "properties": properties, "keys": search_keys(entity)}


def search_keys(entity: Entity) -> list[str]:
    """The keys by which an entity is found; see ``keys_of``."""
    return make_search_keys((entity.name, *entity.aliases), entity.identifiers.values())


def recorded_entity(properties: Mapping[str, Any]) -> Entity:
    """The entity as it was taken in, without what it has from others that gave way to it."""
    shown = entity_from_properties(properties)
    own = json.loads(properties.get("as_recorded") or "null")
    return replace(shown, aliases=tuple(own["aliases"]), identifiers=own["identifiers"]) if own else shown


def entity_from_properties(properties: Mapping[str, Any]) -> Entity:
    """The entity of a node's properties. Raises KeyError for a node that the service did not write."""
    kind = vocabulary().kinds[vocabulary().kind_of(properties["id"]) or ""]
    return Entity(
        id=properties["id"],
        kind=kind.name,
        name=properties["name"],
        aliases=tuple(properties.get("aliases") or ()),
        identifiers={name: properties[name] for name in kind.identifiers if properties.get(name) is not None},
        properties={name: properties[name] for name in kind.properties if properties.get(name) is not None},
    )


def source_row(source: Source) -> WriteRow:
    """id, all properties of the node, and the instant from which the source can have been known."""
    properties = {name: getattr(source, name) for name in _SOURCE_FIELDS if getattr(source, name) is not None}
    published = format_instant(parse_published_on(source.published_on))
    return {"id": source.id, "properties": properties, "published_at": published}


def source_from_properties(properties: Mapping[str, Any]) -> Source:
    """The source of a node's properties."""
    return Source(**{name: properties.get(name) for name in _SOURCE_FIELDS})  # type: ignore[arg-type]


def statement_row(statement: Statement, recorded_at: str) -> WriteRow:
    """All properties of the node, and the ids that it is to be joined with."""
    properties: WriteRow = {name: getattr(statement, name) for name in _STATEMENT_FIELDS}
    properties |= {name: list(getattr(statement, name)) for name in _LISTS if getattr(statement, name)}
    if statement.properties:
        properties["properties"] = to_canonical_json(dict(statement.properties))
    if recorded := statement.as_recorded:
        properties["as_recorded"] = to_canonical_json(
            {name: _to_plain_dict(getattr(recorded, name)) for name in _ENTITY_REFERENCE_FIELDS}
        )
    return {
        "id": statement.id,
        "subject": statement.subject,
        "object": statement.object,
        "source": statement.source,
        "said_by": statement.said_by,
        "corrects": list(statement.corrects),
        "identity": is_identity(statement),
        "recorded_at": format_instant(statement.recorded_at) if statement.recorded_at else recorded_at,
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def statement_from_properties(properties: Mapping[str, Any]) -> Statement:
    """The statement of a node's properties; ``recorded_at`` as ISO text."""
    fields: WriteRow = {name: properties.get(name) for name in _STATEMENT_FIELDS if name not in ("id", "fact_id")}
    fields |= {name: tuple(properties.get(name) or ()) for name in _LISTS}
    shown = Statement(
        **fields,
        properties=json.loads(properties.get("properties") or "{}"),
        recorded_at=parse_instant(properties["recorded_at"]),
    )
    own = json.loads(properties.get("as_recorded") or "null")
    return replace(shown, as_recorded=replace(shown, **own)) if own else shown


def _to_plain_dict(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def link_row(link: Link) -> WriteRow:
    """The ends, the type, the dates as text, and the other properties of the relationship."""
    properties: WriteRow = {
        **link.properties,
        "fact_id": link.fact_id,
        "certainty": link.certainty,
        "n_sources": link.n_sources,
        "statement_id": link.statement_id,
    }
    if link.fulfilled_by:
        properties["fulfilled_by"] = link.fulfilled_by
    ends = {"id": link.link_id, "subject": link.subject, "type": link.type, "object": link.object}
    return ends | _dates(link) | {"properties": properties}


def period_row(period: StatusPeriod) -> WriteRow:
    """The measure, the dates as text, and the other properties of the node."""
    names = ("status", "scheduled", "certainty", "action", "fact_id", "statement_id", "rule")
    properties = {name: getattr(period, name) for name in names}
    if confirmed := period.confirmed_by:
        properties |= {"confirmed_by": confirmed.statement_id, "confirmed_fact_id": confirmed.fact_id}
    return {"id": period.period_id, "measure": period.measure} | _dates(period) | {"properties": properties}


def _dates(item: Link | StatusPeriod) -> WriteRow:
    start: DayRange = item.start
    return {
        "valid_from": start.first.isoformat(),
        "valid_from_latest": start.last.isoformat(),
        "valid_to": item.end.last.isoformat(),
        "valid_to_earliest": item.end.first.isoformat(),
        "known_from": format_instant(item.known_from),
        "known_to": format_instant(item.known_to),
    }
