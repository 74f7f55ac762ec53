"""Text of the details: values safe for a page, and rows of name and value."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.pictures.scene import SceneObject
from app.pictures.scene.days import day_text, days_text
from app.pictures.scene.styles import humanize
from graph.model.vocabulary import vocabulary

DetailRows = list[tuple[str, str]]

_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
#: Names of identifiers and properties that differ from their keys.
_IDENTIFIERS = {
    "official_ref": "Official reference", "iso3166": "Country code", "wikidata": "Wikidata", "lei": "LEI",
    "hs": "HS code", "eccn": "ECCN", "imo": "IMO number", "isin": "ISIN", "list_ids": "Numbers in lists",
}  # fmt: skip
_PROPERTIES = {
    "rate_pct": "Rate (%)", "pct": "Share owned (%)", "how": "Details", "event_kind": "Type of event",
    "starts_on": "First day", "ends_on": "Last day", "about": "Subject", "got": "Received", "given_to": "Received by",
}  # fmt: skip


def sanitize(value: Any) -> Any:
    """Make any data safe for JSON and for a page.

    Numbers that JSON lacks become text, dates ISO text, other objects their string. Characters that no page can
    contain, such as lone surrogates and control characters, are replaced.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {sanitize(str(key)): sanitize(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [sanitize(item) for item in value]
    if isinstance(value, str) and value.isprintable():
        return value
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text)


def format_value(value: Any) -> str:
    """Format a value: yes or no, lists with commas, dates in words. None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, map(format_value, value)))
    if isinstance(value, dict):
        return "; ".join(f"{humanize(key)}: {format_value(item)}" for key, item in value.items())
    return day_text(value) if _DAY.fullmatch(str(value)) else str(value)


def entity_rows(entity: SceneObject) -> DetailRows:
    """Return rows of name and value for an entity. Its own name and empty values are omitted."""
    properties = {k: v for k, v in _get_mapping(entity, "properties").items() if k != "measure_kind"}
    measure_kind = entity.get("measure_kind") or _get_mapping(entity, "properties").get("measure_kind")
    rows = [
        ("Kind", entity["kind"]),
        ("Type of measure", humanize(str(measure_kind or ""))),
        ("Also known as", format_value(entity.get("aliases"))),
        *((_identifier_name(key), format_value(value)) for key, value in _get_mapping(entity, "identifiers").items()),
        *((_property_name(key), format_value(value)) for key, value in properties.items()),
        ("Id", entity["id"]),
    ]
    return [(name, value) for name, value in rows if value]


def _identifier_name(key: str) -> str:
    return _IDENTIFIERS.get(key) or humanize(key).capitalize()


def _property_name(key: str) -> str:
    return _PROPERTIES.get(key) or humanize(key).capitalize()


def link_rows(link: SceneObject) -> DetailRows:
    """Return rows of name and value for a link. They do not depend on the selected date."""
    rows = [
        ("Dates", link_dates(link)),
        ("Certainty", format_value(link.get("certainty") or "asserted")),
        ("Sources", format_value(link.get("n_sources"))),
        *((_property_name(key), format_value(value)) for key, value in _get_mapping(link, "properties").items()),
    ]
    return [(name, value) for name, value in rows if value]


def link_dates(link: SceneObject) -> str:
    """Return the dates of a link; an act without an end has one day."""
    start, end = link.get("valid_from"), link.get("valid_to")
    known = vocabulary().relationships.get(str(link.get("type")))
    if start and not end and known and known.temporal == "act":
        return day_text(start)
    return days_text(start, end) or "not known"


def _get_mapping(record: SceneObject, key: str) -> SceneObject:
    value = record.get(key)
    return value if isinstance(value, Mapping) else {}
