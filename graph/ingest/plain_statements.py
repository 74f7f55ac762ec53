"""Validation of statements in the usual form, ten times as fast as `validator`.

Lists of a million statements differ little from one to the next, so that most checks have been made before. Whatever
is not plainly valid is left to the validator, which alone reports problems. Both return the same statement.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from graph.ingest import fields
from graph.model.dates import parse_end, parse_instant, parse_partial
from graph.model.types import Statement
from graph.model.vocabulary import Relationship, vocabulary

_REQUIRED = frozenset(fields.REQUIRED_FIELDS["statement"])
_OPTIONAL = ("said_by", "said_on", "valid_from", "valid_to", "method", "confidence", "properties", "recorded_at")
#: Fields whose values are all handled here.
_FIELDS = _REQUIRED.union(_OPTIONAL)
_MOST_CACHED = 8192


def validate_plain_statement(given: Mapping[str, Any]) -> Statement | None:
    """Return the statement, or None if the validator must decide."""
    if not _REQUIRED <= given.keys() <= _FIELDS or None in given.values():
        return None
    try:
        return _validate(given)
    except (ValueError, TypeError):  # TypeError: a list or a map where text belongs cannot be looked up
        return None


def _validate(given: Mapping[str, Any]) -> Statement | None:
    subject, target, stance, speaker = given["subject"], given["object"], given["stance"], given.get("said_by")
    relationship = _find_relationship(given["predicate"], _kind_of(subject), _kind_of(target))
    if relationship is None or stance not in vocabulary().stances or subject == target:
        return None
    source, locator, text = given["source"], given["locator"], given["text"]
    if not _is_source(source):
        return None
    if speaker is not None and _kind_of(speaker) not in vocabulary().actor_kinds:
        return None
    if not _is_plain(locator, 500) or "  " in locator or not _is_plain(text, 2000):
        return None
    start, end = given.get("valid_from"), given.get("valid_to")
    if not _is_interval(start, end):
        return None
    properties = _check_properties(given, relationship)
    if properties is None:
        return None
    if relationship.symmetric and target < subject:
        subject, target = target, subject
    said_on, recorded_at = given.get("said_on"), given.get("recorded_at")
    return Statement(
        subject=subject,
        predicate=relationship.name,
        object=target,
        stance=stance,
        source=source,
        locator=locator,
        text=text,
        properties=properties,
        said_by=speaker,
        said_on=None if said_on is None else _check_day(said_on),
        valid_from=start,
        valid_to=end,
        method=_check_method(given.get("method", "human")),
        confidence=fields.confidence(given.get("confidence", 1.0)),
        recorded_at=None if recorded_at is None else parse_instant(_check_instant(recorded_at)),
    )


def _is_plain(value: object, most: int) -> bool:
    """Return True for text in ASCII that `fields` returns unchanged."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return False
    return 0 < len(value) <= most and value.strip() == value


@lru_cache(_MOST_CACHED)
def _is_source(source_id: str) -> bool:
    return fields.entity_id(source_id).startswith("source:")


@lru_cache(_MOST_CACHED)
def _kind_of(entity_id: str) -> str | None:
    return vocabulary().kind_of(fields.entity_id(entity_id))


@lru_cache(_MOST_CACHED)
def _find_relationship(predicate: str, subject: str | None, target: str | None) -> Relationship | None:
    """Return the relationship if it may lead from one kind to the other."""
    relationship = vocabulary().relationships.get(predicate)
    return relationship if relationship and subject and target and relationship.may_join(subject, target) else None


@lru_cache(_MOST_CACHED, typed=True)
def _is_interval(start: str | None, end: str | None) -> bool:
    """Return True if both are dates or missing, and the end is after the start."""
    days = [_check_day(day) for day in (start, end) if day is not None]
    return len(days) < 2 or parse_partial(days[0]).first < parse_end(days[1]).last


def _check_properties(given: Mapping[str, Any], relationship: Relationship) -> Mapping[str, Any] | None:
    properties = given.get("properties") or {}
    if not isinstance(properties, dict):
        return None
    specs = relationship.properties
    if given["stance"] not in ("denies", "retracts") and any(
        spec.required and name not in properties for name, spec in specs.items()
    ):
        return None
    out: dict[str, Any] = {}
    for name, value in properties.items():
        spec = specs.get(name)
        if spec is None or spec.type in ("entity", "entities") or (isinstance(value, str) and not value.isascii()):
            return None
        out[name] = fields.property_value(value, spec)
    return out


@lru_cache(_MOST_CACHED, typed=True)  # 2025.0 equals 2025 and is no date
def _check_day(value: str) -> str:
    day = fields.partial_date(value)
    if day != value:
        raise ValueError("a number, which the validator turns into text")
    return day


@lru_cache(_MOST_CACHED)
def _check_method(value: str) -> str:
    return fields.method(value)


@lru_cache(_MOST_CACHED)
def _check_instant(value: str) -> str:
    return fields.instant(value)
