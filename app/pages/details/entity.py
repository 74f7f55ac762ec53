"""Page of one entity: status and its reason first, then links, evidence and identifiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.pages.cells import status_cell
from app.pages.details.evidence import describe_statement, describe_trust
from app.pages.details.links import describe_sections
from app.pages.frame import Frame
from app.pictures.scene.days import day_text, days_text
from app.pictures.scene.status_lines import describe_statuses
from app.pictures.scene.styles import humanize
from app.pictures.scene.timeline import build_timeline
from graph.model.vocabulary import vocabulary
from graph.views.types.entities import EntityDetails
from graph.views.types.evidence import Dispute
from graph.views.types.links import StatementResponse
from graph.views.types.scenes import StatusHistory

#: Lists of measures that belong to an entity, by the group of its kind: name and filter.
_LISTS_OF_KIND = {
    "actor": (("Measures it acted on, with its bodies and officials", "by"), ("Measures aimed at it", "target")),
    "product": (("Measures that restrict it", "product"),),
}


_LISTS_OF_KIND["asset"] = _LISTS_OF_KIND["actor"][1:]


@dataclass(frozen=True)
class EntityParts:
    """Answers that the page of an entity shows.

    ``reason`` is the statement on which the status of a measure rests, ``life`` its status history, ``acts`` the acts
    on it for the drawing. All three are empty for other entities.
    """

    details: EntityDetails
    links: Sequence[Mapping[str, Any]]
    said: Mapping[str, Any]
    disputes: Sequence[Dispute]
    reason: StatementResponse | None = None
    life: StatusHistory | None = None
    acts: Sequence[Mapping[str, Any]] = ()


def describe_entity(parts: EntityParts, frame: Frame, page: int, per_page: int) -> dict[str, Any]:
    """Return what the template of an entity shows."""
    entity = parts.details
    properties = entity["properties"]
    return {
        "title": entity["name"],
        "entity": entity,
        "kicker": _describe_kind(entity),
        "description": properties.get("description"),
        "state": _describe_state(entity, parts.reason, frame) if entity["kind"] == "Measure" else None,
        "trust": _trust(parts, frame),
        "actions": _actions(entity, frame),
        "link_sections": describe_sections(entity["kind"], parts.links, frame),
        "life": _describe_life(parts, frame),
        "evidence": [describe_statement(statement, entity["id"]) for statement in parts.said["statements"]],
        "evidence_total": parts.said["wanted"],
        "evidence_only": frame.given.get("only"),
        "pages": _pages(parts.said["wanted"], page, per_page, frame),
        "disputes": parts.disputes,
        "facts": _facts(entity),
        "cite": {
            "day": day_text(frame.clocks.day),
            "known": day_text(frame.known_at or frame.latest or frame.clocks.day),
            "address": frame.entity(entity["id"], as_of=frame.clocks.day, known_at=_date_known(frame)),
            "receipt": frame.to(
                f"entities/{entity['id']}", receipt="true", as_of=frame.clocks.day, known_at=_date_known(frame)
            ),
        },
        "exports": _exports(entity["id"], frame),
    }  # fmt: skip


def _describe_kind(entity: EntityDetails) -> str:
    """Return the kind of an entity, and of a measure or event its own kind."""
    own = (entity["properties"].get(name) for name in ("measure_kind", "event_kind"))
    return " · ".join(humanize(kind) for kind in (entity["kind"], *own) if kind)


def _date_known(frame: Frame) -> str:
    """Return ``known_at`` for a citation, which must not change with later sources."""
    return frame.known_at or frame.clocks.known_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _describe_state(entity: EntityDetails, reason: StatementResponse | None, frame: Frame) -> dict[str, Any]:
    """Return the status of a measure, why it has it, and since when."""
    status, basis = entity.get("status"), entity.get("status_basis")
    cell = status_cell(status, basis, None, entity.get("status_holds") or "yes")
    days = days_text(entity.get("status_since"), entity.get("status_until")) if status else ""
    unheard = entity.get("unheard_since")
    return {
        **cell,
        "days": days,
        "note": entity.get("status_note"),
        "unheard": f"No source since {day_text(unheard)} confirms it." if unheard else None,
        "reason": describe_statement({**reason, "type": None}, entity["id"]) if reason else None,
        "evidence": frame.to(f"facts/{entity['status_fact_id']}") if entity.get("status_fact_id") else None,
    }


def _trust(parts: EntityParts, frame: Frame) -> list[dict[str, Any]]:
    """Return the line about support: of the statements, and the statuses that no source confirms."""
    holding = [link for group in parts.links for link in group["links"] if link["holds"] == "yes"]
    by_terms = len({_other(link, parts)["id"] for link in holding if link["basis"] == "by_terms"})
    items = describe_trust(parts.said, frame)
    if parts.details.get("status_basis") == "by_terms":
        items.append({"text": "status by its own terms", "term": "by_terms", "href": "#state", "on": False})
    elif by_terms:
        noun = "measure" if by_terms == 1 else "measures"
        items.append({"text": f"{by_terms} {noun} by their own terms", "term": "by_terms", "href": None, "on": False})
    return items


def _other(link: Mapping[str, Any], parts: EntityParts) -> Mapping[str, Any]:
    end: Mapping[str, Any] = link["object"] if link["subject"]["id"] == parts.details["id"] else link["subject"]
    return end


def _actions(entity: EntityDetails, frame: Frame) -> list[dict[str, Any]]:
    entity_id, day = entity["id"], frame.clocks.as_of
    before = day.replace(year=day.year - 1, day=min(day.day, 28)).isoformat() if day.year > 1 else day.isoformat()
    known = {"known_at": frame.known_at}
    actions = [
        {"name": "Board", "href": frame.to("picture", id=entity_id, as_of=day.isoformat(), view="board", **known)},
        {"name": "Picture", "href": frame.to("picture", id=entity_id, as_of=day.isoformat(), view="picture", **known)},
        {
            "name": "Compare with a year before",
            "href": frame.to(
                "picture/compare", id=entity_id, before=before, after=day.isoformat(), as_of=None, **known
            ),
        },
    ]
    lists = _LISTS_OF_KIND.get(vocabulary().kinds[entity["kind"]].group, ())
    actions += [{"name": name, "href": frame.to("browse/measures", **{key: entity_id})} for name, key in lists]
    if entity["kind"] == "Measure":
        timeline = frame.to("picture/timeline", id=entity_id, as_of=day.isoformat(), **known)
        actions.insert(2, {"name": "Timeline", "href": timeline})
    return actions


def _describe_life(parts: EntityParts, frame: Frame) -> dict[str, Any] | None:
    """Return the drawing of a measure's status over time, and its periods."""
    if parts.life is None or not parts.life["versions"]:
        return None
    since, spans = parts.life["versions"][-1]
    life = describe_statuses(spans)
    return {
        "line": build_timeline([(since, life)], list(parts.acts), frame.clocks.as_of),
        "periods": [{**span, "dates": days_text(span["from"], span["to"]) or "dates not known"} for span in life],
    }


def _pages(total: int, page: int, per_page: int, frame: Frame) -> dict[str, Any]:
    last = max(1, -(-total // per_page))
    return {
        "at": page,
        "last": last,
        "more": False,
        "before": frame.here(page=page - 1) + "#evidence" if page > 1 else None,
        "after": frame.here(page=page + 1) + "#evidence" if page < last else None,
    }


def _facts(entity: EntityDetails) -> list[tuple[str, str]]:
    """Return names and identifiers."""
    shown = [("Id", entity["id"])]
    if entity["aliases"]:
        shown.append(("Other names", ", ".join(entity["aliases"])))
    shown += [(_IDENTIFIERS.get(name, humanize(name)), _join(value)) for name, value in entity["identifiers"].items()]
    skipped = ("description", "measure_kind", "event_kind")
    shown += [
        (humanize(name).capitalize(), _join(value))
        for name, value in entity["properties"].items()
        if name not in skipped
    ]
    return shown


def _join(value: Any) -> str:
    return "; ".join(map(day_text, value)) if isinstance(value, list) else day_text(value)


_IDENTIFIERS = {
    "iso3166": "Country code",
    "hs": "HS code",
    "eccn": "ECCN",
    "lei": "LEI",
    "wikidata": "Wikidata",
    "official_ref": "Official reference",
    "imo": "IMO number",
    "isin": "ISIN",
    "tail_number": "Registration mark",
    "list_ids": "Numbers in public lists",
}


def _exports(entity_id: str, frame: Frame) -> list[dict[str, Any]]:
    links = f"entities/{entity_id}/links"
    return [
        {"name": "CSV", "href": frame.to(links, format="csv", limit=500), "download": True},
        {"name": "Excel", "href": frame.here(format="xlsx"), "download": True},
        {"name": "JSON", "href": frame.to(f"entities/{entity_id}"), "download": False},
        {"name": "Cypher", "href": frame.here(format="cypher"), "download": False},
    ]
