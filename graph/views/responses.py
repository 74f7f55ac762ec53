"""Records of the query files to the shapes that users get: one meaning for HTTP, command line and Cypher.

Pure functions. Dates come in as ISO text with the marks for open and unknown ends; they go out as the source gave
them, with null for both. The keys are a contract: docs/http-api.md lists them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from graph.ledger import LedgerChange
from graph.model.dates import OPEN_END, UNKNOWN_START, format_end, format_start, holds
from graph.model.vocabulary import vocabulary
from graph.projection.lifecycle import END_TRIGGERED_RULES
from graph.store.mapping import entity_from_properties
from graph.views import intervals

JsonObject = dict[str, Any]

_FIRST_DAY = UNKNOWN_START.isoformat()
_OWN_KEYS = ("fulfilled_by", "statement_id")


def serialize_reference(row: Mapping[str, Any] | None) -> JsonObject | None:
    """An end of a link or a speaker: id, kind and name."""
    if row is None or row.get("id") is None:
        return None
    return {"id": row["id"], "kind": vocabulary().kind_of(row["id"]), "name": row["name"]}


def serialize_entity(properties: Mapping[str, Any]) -> JsonObject:
    """A node's properties as an entity."""
    found = entity_from_properties(properties)
    return {
        "id": found.id,
        "kind": found.kind,
        "name": found.name,
        "aliases": list(found.aliases),
        "identifiers": dict(found.identifiers),
        "properties": dict(found.properties),
    }


def serialize_measure(properties: Mapping[str, Any], period: Mapping[str, Any] | None, as_of: str) -> JsonObject:
    """A measure with its status on the day asked for; ``holds`` says how sure the status is on that day.

    The act, the statement that reports it, and the rule that made the period come with it. ``status_pending`` and
    ``status_note`` are filled in by `with_pending`.
    """
    shown = serialize_entity(properties)
    return shown | {
        "measure_kind": shown["properties"].get("measure_kind"),
        "status": period["status"] if period else None,
        "status_since": _period_start(period) if period else None,
        "status_until": _end(period) if period else None,
        "status_holds": _holds(period, as_of) if period else None,
        "status_fact_id": period["fact_id"] if period else None,
        "status_statement_id": period["statement_id"] if period else None,
        "status_rule": period["rule"] if period else None,
        **serialize_basis(period),
        "status_confirmed_by": period.get("confirmed_by") if period else None,
        "status_confirmed_fact_id": period.get("confirmed_fact_id") if period else None,
        "status_pending": [],
        "status_note": None,
    }


def serialize_basis(period: Mapping[str, Any] | None) -> JsonObject:
    """How a status is known: reported, or by terms stated earlier that no report has confirmed, and since when."""
    if period is None:
        return {"status_basis": None, "unheard_since": None}
    if period["scheduled"]:
        return {"status_basis": "by_terms", "unheard_since": period["valid_from_latest"]}
    return {"status_basis": "reported", "unheard_since": None}


def serialize_node(properties: Mapping[str, Any], period: Mapping[str, Any] | None, as_of: str) -> JsonObject:
    """An entity as what it is: a measure comes with its status."""
    if vocabulary().kind_of(properties["id"]) == "Measure":
        return serialize_measure(properties, period, as_of)
    return serialize_entity(properties)


def count_links(out: Iterable[Mapping[str, Any]], into: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Links by type, as ``{"MAKES": {"out": 2, "in": 0}}``."""
    counts: dict[str, dict[str, int]] = {}
    for direction, rows in (("out", out), ("in", into)):
        for row in rows:
            counts.setdefault(row["type"], {"out": 0, "in": 0})[direction] = row["n"]
    return dict(sorted(counts.items()))


def serialize_link(row: Mapping[str, Any], as_of: str) -> JsonObject:
    """A relationship as a link."""
    names = vocabulary().relationships[row["type"]].properties
    shown = {
        "link_id": row["link_id"],
        "fact_id": row["fact_id"],
        "type": row["type"],
        "subject": serialize_reference(row["subject"]),
        "object": serialize_reference(row["object"]),
        "properties": {name: row[name] for name in names if row.get(name) is not None},
        "valid_from": _start(row),
        "valid_to": _end(row),
        **_known_bounds(row),
        "certainty": row["certainty"],
        "holds": _holds(row, as_of),
        "n_sources": row["n_sources"],
    }
    return shown | {key: row[key] for key in _OWN_KEYS if row.get(key)}


def link_key(row: Mapping[str, Any]) -> str:
    """The key by which links are paged, as the query files order them."""
    return f"{row['type']} {row['valid_from']} {row['link_id']}"


def serialize_statement(row: Mapping[str, Any]) -> JsonObject:
    """What was said, who said it and where."""
    source = row["source"]
    return {
        "id": row["id"],
        "stance": row["stance"],
        "said_by": serialize_reference(row.get("said_by")),
        "said_on": row.get("said_on"),
        "source": {key: source.get(key) for key in ("id", "title", "publisher", "url", "published_on")},
        "locator": row["locator"],
        "text": row["text"],
        "valid_from": row.get("valid_from"),
        "valid_to": row.get("valid_to"),
        "confidence": row["confidence"],
        "method": row["method"],
        "recorded_at": row["recorded_at"],
    }


def serialize_fact(fact_id: str, row: Mapping[str, Any], as_of: str) -> JsonObject:
    """A fact with every statement for and against it, and the links it makes."""
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


def serialize_path(row: Mapping[str, Any], as_of: str) -> JsonObject:
    """A chain of dated links; each comes with its evidence, and ``window`` is when all of them held."""
    first = max(r["valid_from"] for r in row["links"])
    last = min(r["valid_to"] for r in row["links"])
    return {
        "nodes": [serialize_reference(n) for n in row["nodes"]],
        "links": [
            serialize_link(r, as_of) | {"evidence": [serialize_statement(s) for s in r["evidence"]]}
            for r in row["links"]
        ],
        "window": {
            "from": None if first == UNKNOWN_START.isoformat() else first,
            "to": None if last == OPEN_END.isoformat() else last,
        },
    }


def serialize_period(row: Mapping[str, Any], as_of: str) -> JsonObject:
    """A period of a measure's status, with the act and the rule that made it."""
    return {
        "status": row["status"],
        **serialize_basis(row),
        "confirmed_by": row.get("confirmed_by"),
        "confirmed_fact_id": row.get("confirmed_fact_id"),
        "valid_from": _period_start(row),
        "valid_to": _end(row),
        **_known_bounds(row),
        "scheduled": row["scheduled"],
        "action": row["action"],
        "fact_id": row["fact_id"],
        "statement_id": row["statement_id"],
        "rule": row["rule"],
        "certainty": row["certainty"],
        "holds": _holds(row, as_of),
    }


def serialize_negotiation(row: Mapping[str, Any], as_of: str) -> JsonObject:
    """Who talks with whom, where, about what, and what was exchanged for what."""
    talks = serialize_link(row["link"], as_of)
    exchanged = row["exchanged"]
    return {
        "parties": [serialize_reference(p) for p in row["parties"]],
        "event": serialize_entity(row["event"]) if row["event"] else None,
        "about": [serialize_reference(a) for a in row["about"]],
        "exchanged": [
            {
                "gave": serialize_reference(x["subject"]),
                "got": serialize_reference(x["object"]),
                "gave_text": x.get("gave"),
                "got_text": x.get("got"),
                "given_by": x.get("given_by"),
                "given_to": x.get("given_to"),
                "certainty": x["certainty"],
                "fact_id": x["fact_id"],
            }
            for x in exchanged
        ],
        "certainty": talks["certainty"],
        "fact_ids": [talks["fact_id"], *(x["fact_id"] for x in exchanged)],
        "valid_from": talks["valid_from"],
        "valid_to": talks["valid_to"],
        "holds": talks["holds"],
    }


def serialize_graph(row: Mapping[str, Any], as_of: str, *, cut: bool) -> JsonObject:
    """A subgraph. ``more`` says of each node how many of its links lead out of the picture."""
    links = [serialize_link(r, as_of) for r in row["links"]]
    return {
        "nodes": [serialize_node(n["entity"], n["period"], as_of) for n in row["nodes"]],
        "links": links,
        "truncated": cut,
        "more": _count_outside_links(row["nodes"], links),
    }


def serialize_change(found: LedgerChange) -> JsonObject:
    """A change of the ledger: the record as it was taken in, why, and what it bears on."""
    return {
        "revision": found.revision,
        "recorded_at": found.recorded_at,
        "reason": found.reason,
        "type": found.type,
        "id": found.id,
        "entities": list(found.entities),
        "facts": list(found.facts),
        "record": dict(found.record),
    }


def serialize_scene(row: Mapping[str, Any]) -> JsonObject:
    """A subgraph of all days: each link and each measure with the ``spans`` in which it holds or has a status."""
    links = [
        _without_holds(serialize_link(r, _FIRST_DAY)) | {"spans": intervals.link_intervals(r)} for r in row["links"]
    ]
    return {
        "nodes": [
            serialize_entity(n["entity"]) | {"spans": intervals.status_intervals(n["periods"])} for n in row["nodes"]
        ],
        "links": links,
        "more": _count_outside_links(row["nodes"], links),
    }


def _without_holds(shown: JsonObject) -> JsonObject:
    return {key: value for key, value in shown.items() if key != "holds"}


def _count_outside_links(nodes: Iterable[Mapping[str, Any]], links: Iterable[JsonObject]) -> dict[str, int]:
    """How many of each node's links lead out of a subgraph; nodes without such are left out."""
    inside = Counter(shown[end]["id"] for shown in links for end in ("subject", "object"))
    more = {n["entity"]["id"]: n["degree"] - inside[n["entity"]["id"]] for n in nodes}
    return {node: count for node, count in more.items() if count > 0}


def _start(row: Mapping[str, Any]) -> str | None:
    return format_start(row["valid_from"], row["valid_from_latest"])


def _period_start(row: Mapping[str, Any]) -> str | None:
    """The start of a status period; where it begins with the end of another, that end as the source gave it."""
    given = format_end if row["rule"] in END_TRIGGERED_RULES else format_start
    return given(row["valid_from"], row["valid_from_latest"])


def _end(row: Mapping[str, Any]) -> str | None:
    return format_end(row["valid_to_earliest"], row["valid_to"])


def _holds(row: Mapping[str, Any], as_of: str) -> str:
    start = row["valid_from"], row["valid_from_latest"]
    return holds(as_of, start, (row["valid_to_earliest"], row["valid_to"]))


def _known_bounds(row: Mapping[str, Any]) -> JsonObject:
    """When a version became known. Nothing that is shown had been replaced by then, so no end was known yet."""
    return {"known_from": row["known_from"], "known_to": None}
