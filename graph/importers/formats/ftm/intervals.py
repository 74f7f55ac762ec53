"""Interval entities of FollowTheMoney: ownership, posts, payments, sanctions."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from graph.importers.cells import clean, shorten, slug
from graph.importers.formats.ftm.schema import INTERVALS, describe
from graph.importers.records import Fields, make_entity
from graph.model.vocabulary import vocabulary


class Ends(NamedTuple):
    """Ends of an interval entity, as it names them. ``measure``: the measure that a sanction is part of."""

    start: str
    end: str
    measure: Fields | None = None


def list_intervals(found: dict[str, Any], dataset: str) -> Iterator[Ends]:
    """Yield each pair of ends."""
    interval, properties = INTERVALS[found["schema"]], found.get("properties") or {}
    if interval.predicate == "TARGETS":
        authority = clean(next(iter(properties.get("authority") or ()), dataset))
        programme = clean(next(iter(properties.get("program") or ()), authority))
        about = {"measure_kind": "sanction", "authority": authority}
        measure = make_entity(f"measure:ftm-{slug(programme)}", shorten(programme), (), {}, about)
        yield from (Ends(programme, end, measure) for end in properties.get(interval.object) or ())
        return
    for start in properties.get(interval.subject) or ():
        yield from (Ends(start, end) for end in properties.get(interval.object) or ())


def describe_interval(found: dict[str, Any], subject_kind: str, object_kind: str) -> tuple[str, Fields]:
    """Return the relationship of an interval entity and its properties."""
    interval, properties = INTERVALS[found["schema"]], found.get("properties") or {}
    allowed = vocabulary().relationships[interval.predicate].may_join(subject_kind, object_kind)
    predicate = interval.predicate if allowed else "LINKED_TO"
    said: Fields = {"details": describe(found, {interval.subject, interval.object})}
    one = clean(found["id"])
    match predicate:
        case "TARGETS":
            reasons = "; ".join(map(clean, properties.get("reason") or ()))
            return predicate, said | {"list_number": one, "reason": shorten(reasons, 2000)}
        case "OWNS":
            shares = [share for text in properties.get("percentage") or () if (share := _percentage(text)) is not None]
            said["pct"] = max(shares, default=None)
        case "WORKS_FOR":
            said["title"] = "; ".join(map(clean, properties.get(interval.title) or ())) or found["schema"]
        case _:
            said["relation"] = found["schema"]
    return predicate, said | {"record": one}


def find_days(found: dict[str, Any]) -> dict[str, str]:
    """Return the first day of an interval entity, and the day after its last."""
    properties = found.get("properties") or {}
    starts = [day for name in ("startDate", "listingDate", "date") for day in properties.get(name) or ()]
    ends = [day for name in ("endDate", "date") for day in properties.get(name) or ()]
    return {"valid_from": min(starts, default=""), "valid_to": _day_after(max(ends, default=""))}


def _percentage(text: str) -> float | None:
    try:
        return float(text.rstrip("% "))
    except ValueError:
        return None


def _day_after(day: str) -> str:
    """Return the next day; a month or a year stays as it is."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if len(day) == 10 else day
