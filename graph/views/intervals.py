"""What holds on which days, cut into spans that do not overlap: a link's doubt and a measure's status over time.

Pure functions. A span is ``{"from", "to", "holds", …}``: from the day ``from`` on and before the day ``to``, null where
it is open. On days that no span covers nothing holds. Whoever has the spans needs no rule to read off a day: the rule
that the queries follow for one day is applied here for all days at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from graph.model.dates import OPEN_END, UNKNOWN_START, holds

Interval = dict[str, Any]
Intervals = Sequence[Mapping[str, Any]]

_BOUNDS = ("valid_from", "valid_from_latest", "valid_to_earliest", "valid_to")
_FIRST, _LAST = UNKNOWN_START.isoformat(), OPEN_END.isoformat()


def link_intervals(row: Mapping[str, Any]) -> list[Interval]:
    """When a link holds, surely or possibly; ``row`` has the first and last day of each of its bounds."""
    return _build_intervals([row], ())


def status_intervals(periods: Sequence[Mapping[str, Any]]) -> list[Interval]:
    """The status of a measure over time, from its periods.

    Each span also has its ``status`` and ``basis``: reported, or by_terms where no report confirms that it came about.
    """
    known = [{**period, "basis": "by_terms" if period["scheduled"] else "reported"} for period in periods]
    return _build_intervals(known, ("status", "basis"))


def status_history(periods: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Interval]]]:
    """What was known of a life: each instant at which it changed, in order, with the spans as known from then on.

    ``known_to`` is None for what has not been replaced.
    """
    lives: list[tuple[str, list[Interval]]] = []
    for instant in sorted({p[end] for p in periods for end in ("known_from", "known_to") if p[end]}):
        replaced = [p for p in periods if p["known_to"] and p["known_to"] <= instant]
        life = status_intervals([p for p in periods if p["known_from"] <= instant and p not in replaced])
        if life != (lives[-1][1] if lives else []):
            lives.append((instant, life))
    return lives


def intersect(spans: Intervals, others: Intervals) -> list[tuple[Interval, Mapping[str, Any] | None]]:
    """Spans cut where others begin or end, each with the other span that covers it, or None."""
    days = sorted({day for span in [*spans, *others] for day in _ends(span)})
    return [
        ({**span, "from": _none_if_open(first), "to": _none_if_open(last)}, _at(others, first))
        for first, last in pairwise(days)
        if (span := _at(spans, first))
    ]


def coalesce(spans: Iterable[Interval]) -> list[Interval]:
    """Spans in order, those in one that follow each other and say the same."""
    out: list[Interval] = []
    for span in spans:
        if out and out[-1] == {**span, "from": out[-1]["from"], "to": span["from"]}:
            out[-1] = {**out[-1], "to": span["to"]}
        else:
            out.append(span)
    return out


def _build_intervals(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> list[Interval]:
    days = sorted({row[bound] for row in rows for bound in _BOUNDS})
    found = []
    for first, last in pairwise(days):
        row = _row_at(rows, first)
        if row is not None:
            told = {key: row[key] for key in keys}
            found.append({"from": _none_if_open(first), "to": _none_if_open(last), "holds": _holds(row, first), **told})
    return coalesce(found)


def _row_at(rows: Sequence[Mapping[str, Any]], day: str) -> Mapping[str, Any] | None:
    """The row that tells of a day: what surely holds before what may hold, then what began later."""
    there = [row for row in rows if _holds(row, day) != "no"]
    return max(there, key=lambda row: (_holds(row, day) == "yes", row["valid_from"]), default=None)


def _holds(row: Mapping[str, Any], day: str) -> str:
    start = row["valid_from"], row["valid_from_latest"]
    return holds(day, start, (row["valid_to_earliest"], row["valid_to"]))


def _ends(span: Mapping[str, Any]) -> tuple[str, str]:
    return span["from"] or _FIRST, span["to"] or _LAST


def _at(spans: Intervals, day: str) -> Mapping[str, Any] | None:
    return next((span for span in spans if _ends(span)[0] <= day < _ends(span)[1]), None)


def _none_if_open(day: str) -> str | None:
    return None if day in (_FIRST, _LAST) else day
