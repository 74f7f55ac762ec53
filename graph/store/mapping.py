"""Conversion between model types and the rows and properties of ``cypher/ledger``.

Dates are sent as ISO text and converted in the Cypher, which is twice as fast as sending them as dates.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from graph.matching.keys import make_name_keys
from graph.model.dates import format_instant, parse_instant, parse_published_on
from graph.model.names import make_search_keys
from graph.model.types import Entity, Link, Source, Statement, StatusPeriod, to_canonical_json
from graph.model.vocabulary import vocabulary

WriteRow = dict[str, Any]

_STATEMENT_FIELDS = (
    "id", "fact_id", "subject", "predicate", "object", "stance", "source", "locator", "text", "said_by", "said_on",
    "valid_from", "valid_to", "method", "confidence",
)  # fmt: skip
_LISTS = ("retracts", "corrects")
_statement_values = attrgetter(*_STATEMENT_FIELDS)
#: Statement fields that hold entity ids, which a merge rewrites.
_ENTITY_REFERENCE_FIELDS = ("subject", "object", "said_by", "properties")
_DATES = ("valid_from", "valid_from_latest", "valid_to", "valid_to_earliest", "known_from", "known_to")
_SOURCE_FIELDS = ("id", "title", "publisher", "published_on", "url", "retrieved_at", "sha256", "lang")


def entity_row(entity: Entity, recorded: Entity | None = None) -> WriteRow:
    """Return the id, kind, node properties and search keys of an entity.

    ``recorded`` is the entity's own record, if merged entities have added to it.
    """
    properties = entity_properties(entity)
    if recorded and recorded != entity:
        properties["as_recorded"] = to_canonical_json(
            {"aliases": list(recorded.aliases), "identifiers": dict(recorded.identifiers)}
        )
    return {"id": entity.id, "kind": entity.kind, "properties": properties, "keys": search_keys(entity)}


def entity_properties(entity: Entity) -> WriteRow:
    """Return the node properties of an entity."""
    properties: WriteRow = {"id": entity.id, "name": entity.name, **entity.identifiers, **entity.properties}
    if entity.aliases:
        properties["aliases"] = list(entity.aliases)
    return properties


def search_keys(entity: Entity) -> WriteRow:
    """Return the properties of the node with an entity's search keys.

    ``keys`` are words and whole names, ``name_keys`` find names that are alike in Latin letters, and ``words`` are
    counted to know how rare each is.
    """
    names = (entity.name, *entity.aliases)
    name_keys, words = make_name_keys(names)
    return {"keys": make_search_keys(names, entity.codes), "name_keys": name_keys, "words": words}


def recorded_entity(properties: Mapping[str, Any]) -> Entity:
    """Return the entity as recorded, without what merged entities added."""
    shown = entity_from_properties(properties)
    own = json.loads(properties.get("as_recorded") or "null")
    return replace(shown, aliases=tuple(own["aliases"]), identifiers=own["identifiers"]) if own else shown


def entity_from_properties(properties: Mapping[str, Any]) -> Entity:
    """Build an entity from its node's properties. Raises KeyError for a node that the service did not write."""
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
    """Return the id, the node properties and the publication instant of a source."""
    published = format_instant(parse_published_on(source.published_on))
    return {"id": source.id, "properties": source_properties(source), "published_at": published}


def source_properties(source: Source) -> WriteRow:
    """Return the node properties of a source, without its publication instant."""
    return {name: getattr(source, name) for name in _SOURCE_FIELDS if getattr(source, name) is not None}


def source_from_properties(properties: Mapping[str, Any]) -> Source:
    """Build a source from its node's properties."""
    return Source(**{name: properties.get(name) for name in _SOURCE_FIELDS})  # type: ignore[arg-type]


def statement_row(statement: Statement) -> WriteRow:
    """Return the node properties of a statement and the entities that it refers to."""
    return {
        "id": statement.id,
        "subject": statement.subject,
        "object": statement.object,
        "said_by": statement.said_by,
        "properties": statement_properties(statement),
    }


def statement_properties(statement: Statement) -> WriteRow:
    """Return the node properties of a statement, without the instants that Neo4j sets."""
    properties = {name: value for name, value in zip(_STATEMENT_FIELDS, _statement_values(statement), strict=True)
                  if value is not None}  # fmt: skip
    properties |= {name: list(getattr(statement, name)) for name in _LISTS if getattr(statement, name)}
    if statement.properties:
        properties["properties"] = to_canonical_json(dict(statement.properties))
    if recorded := statement.as_recorded:
        properties["as_recorded"] = to_canonical_json(
            {name: _to_plain_dict(getattr(recorded, name)) for name in _ENTITY_REFERENCE_FIELDS}
        )
    return properties


def statement_from_properties(properties: Mapping[str, Any]) -> Statement:
    """Build a statement from its node's properties, with ``recorded_at`` as ISO text."""
    fields: WriteRow = {name: properties.get(name) for name in _STATEMENT_FIELDS if name not in ("id", "fact_id")}
    fields |= {name: tuple(properties.get(name) or ()) for name in _LISTS}
    shown = Statement(
        **fields,
        properties=json.loads(properties.get("properties") or "{}"),
        recorded_at=parse_instant(properties["recorded_at"]),
    )
    if own := json.loads(properties.get("as_recorded") or "null"):
        return replace(shown, as_recorded=replace(shown, **own))
    vars(shown).update(id=properties["id"], fact_id=properties["fact_id"])  # as computed before: hashing takes longer
    return shown


def _to_plain_dict(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def link_row(link: Link) -> WriteRow:
    """Return the ends, type, dates as text and other properties of a link."""
    ends = {"subject": link.subject, "type": link.type, "object": link.object}
    return ends | _dates(link) | {"properties": link_properties(link)}


def link_properties(link: Link) -> WriteRow:
    """Return the properties of a link, without its dates."""
    properties: WriteRow = {
        **link.properties,
        "link_id": link.link_id,
        "fact_id": link.fact_id,
        "certainty": link.certainty,
        "n_sources": link.n_sources,
        "statement_id": link.statement_id,
    }
    if link.fulfilled_by:
        properties["fulfilled_by"] = link.fulfilled_by
    return properties


def period_row(period: StatusPeriod) -> WriteRow:
    """Return the measure, dates as text and other properties of a status period."""
    names = ("status", "scheduled", "certainty", "action", "fact_id", "statement_id", "rule")
    properties = {name: getattr(period, name) for name in names}
    if confirmed := period.confirmed_by:
        properties |= {"confirmed_by": confirmed.statement_id, "confirmed_fact_id": confirmed.fact_id}
    return {"id": period.period_id, "measure": period.measure} | _dates(period) | {"properties": properties}


def link_dates(item: Link | StatusPeriod) -> tuple[str, str, str, str, str, str]:
    """Return the dates of a link or a period as text, ordered as ``_DATES``."""
    return (
        item.start.first.isoformat(),
        item.start.last.isoformat(),
        item.end.last.isoformat(),
        item.end.first.isoformat(),
        format_instant(item.known_from),
        format_instant(item.known_to),
    )


def _dates(item: Link | StatusPeriod) -> WriteRow:
    return dict(zip(_DATES, link_dates(item), strict=True))
