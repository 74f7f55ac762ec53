"""Intervals without overlaps, in which a link holds or a measure has a status.

Pure functions. An interval is ``{"from", "to", "holds", …}``: from the day ``from`` on and before the day ``to``, null
where it is open. On a day outside all intervals, nothing holds. Queries choose what applies on one day. This module
applies the same rule to all days, so that the page only has to look a day up.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from graph.model.dates import OPEN_END, UNKNOWN_START, holds
from graph.store.store import Row
from graph.views.types.entities import Holds
from graph.views.types.scenes import Interval

Intervals = Sequence[Mapping[str, Any]]

#: Marks of an unknown start and an open end, as ISO text.
FIRST_DAY, LAST_DAY = UNKNOWN_START.isoformat(), OPEN_END.isoformat()

_BOUNDS = ("valid_from", "valid_from_latest", "valid_to_earliest", "valid_to")


def holds_on(row: Row, day: str) -> Holds:
    """Return whether a link or period holds on a day.

    ``row`` has the first and the last possible day of each of its bounds."""
    start = row["valid_from"], row["valid_from_latest"]
    return cast(Holds, holds(day, start, (row["valid_to_earliest"], row["valid_to"])))


def link_intervals(row: Row) -> list[Interval]:
    """Return the intervals in which a link holds or may hold."""
    return _build_intervals([row], ())


def status_intervals(periods: Sequence[Row]) -> list[Interval]:
    """Return the status of a measure over time, from its periods.

    Each interval also has its ``status`` and ``basis``: reported, or by_terms if no report confirms the status.
    """
    known = [{**period, "basis": "by_terms" if period["scheduled"] else "reported"} for period in periods]
    return _build_intervals(known, ("status", "basis"))


def status_history(periods: Sequence[Row]) -> list[tuple[str, list[Interval]]]:
    """Return the versions of a status history and the instants since which they were known.

    ``known_to`` of a period is None if it has not been replaced.
    """
    versions: list[tuple[str, list[Interval]]] = []
    for instant in sorted({p[end] for p in periods for end in ("known_from", "known_to") if p[end]}):
        replaced = [p for p in periods if p["known_to"] and p["known_to"] <= instant]
        version = status_intervals([p for p in periods if p["known_from"] <= instant and p not in replaced])
        if version != (versions[-1][1] if versions else []):
            versions.append((instant, version))
    return versions


def intersect(spans: Intervals, others: Intervals) -> list[tuple[Interval, Mapping[str, Any] | None]]:
    """Cut intervals where others begin or end.

    Each part comes with the other interval that covers it, or None."""
    days = sorted({day for span in [*spans, *others] for day in _ends(span)})
    return [
        ({**span, "from": _none_if_open(first), "to": _none_if_open(last)}, _at(others, first))
        for first, last in pairwise(days)
        if (span := _at(spans, first))
    ]


def coalesce(spans: Iterable[Interval]) -> list[Interval]:
    """Join consecutive intervals that differ only in their days. They must be in order."""
    out: list[Interval] = []
    for span in spans:
        if out and out[-1] == {**span, "from": out[-1]["from"], "to": span["from"]}:
            out[-1] = {**out[-1], "to": span["to"]}
        else:
            out.append(span)
    return out


def _build_intervals(rows: Sequence[Row], keys: Sequence[str]) -> list[Interval]:
    days = sorted({row[bound] for row in rows for bound in _BOUNDS})
    found: list[Interval] = []
    for first, last in pairwise(days):
        row = _row_at(rows, first)
        if row is not None:
            days_of = {"from": _none_if_open(first), "to": _none_if_open(last), "holds": holds_on(row, first)}
            found.append(days_of | {key: row[key] for key in keys})
    return coalesce(found)


def _row_at(rows: Sequence[Row], day: str) -> Row | None:
    """Return the row that applies on a day: certain before possible, then the latest start."""
    candidates = [row for row in rows if holds_on(row, day) != "no"]
    return max(candidates, key=lambda row: (holds_on(row, day) == "yes", row["valid_from"]), default=None)


def _ends(span: Mapping[str, Any]) -> tuple[str, str]:
    return span["from"] or FIRST_DAY, span["to"] or LAST_DAY


def _at(spans: Intervals, day: str) -> Mapping[str, Any] | None:
    return next((span for span in spans if _ends(span)[0] <= day < _ends(span)[1]), None)


def _none_if_open(day: str) -> str | None:
    return None if day in (FIRST_DAY, LAST_DAY) else day
