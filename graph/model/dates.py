"""Partial dates of sources, and the two clocks of questions.

A partial date keeps its precision: ``"2025"``, ``"2025-07"`` or ``"2025-07-15"``. Intervals are half-open. An open end
is stored as ``9999-12-31`` and an unknown start as ``0001-01-01``, so that queries need no branch for null; users see
null. Days are ``datetime.date``; instants are ``datetime`` in UTC and never compared with days.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

OPEN_END = date(9999, 12, 31)
UNKNOWN_START = date(1, 1, 1)
OPEN_INSTANT = datetime(9999, 12, 31, tzinfo=UTC)
#: The last day and instant that a question can be about: just before the values that mark open ends.
LATEST_DAY = OPEN_END - timedelta(days=1)
LATEST_INSTANT = OPEN_INSTANT - timedelta(microseconds=1)

#: Most dates remembered: a list of a million statements names few different ones.
_MOST_CACHED = 32768
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
_BLANK_OFFSET = re.compile(r"(T[\d:.]+) (\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class DayRange:
    """Days on which something may have happened: ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """True if the day is known."""
        return self.first == self.last

    def overlaps(self, other: "DayRange") -> bool:
        """Return True if both may be the same day."""
        return self.first <= other.last and other.first <= self.last

    def intersect(self, other: "DayRange") -> "DayRange":
        """Return the days in both ranges, which must overlap."""
        return DayRange(max(self.first, other.first), min(self.last, other.last))


NO_END = DayRange(OPEN_END, OPEN_END)


def narrow_bounds(start: DayRange, end: DayRange) -> tuple[DayRange, DayRange]:
    """Narrow both bounds of an interval, so that its end is after its start.

    An end given as a year or a month may include days before the start, and a start may include days after the end.
    Bounds without a valid day are returned unchanged: the interval is empty, which validation reports.
    """
    if end == NO_END or end.last <= start.first:
        return start, end
    day = timedelta(days=1)
    return (
        DayRange(start.first, min(start.last, end.last - day)),
        DayRange(max(end.first, start.first + day), end.last),
    )


def parse_day(text: str) -> date:
    """Parse a whole day, ``YYYY-MM-DD``. Raises ValueError with a message for users."""
    match = _PARTIAL.fullmatch(text)
    if not match or not match[3]:
        raise ValueError(f"{text!r} is not a day: write YYYY-MM-DD, as 2025-07-15")
    return _to_day_range(text, match).first


@lru_cache(_MOST_CACHED)
def parse_partial(text: str) -> DayRange:
    """Parse a year, a month or a day into the days it includes. Raises ValueError."""
    match = _PARTIAL.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    return _to_day_range(text, match)


def _to_day_range(text: str, match: re.Match[str]) -> DayRange:
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        if match[3]:
            return DayRange(date(year, month, day), date(year, month, day))
        if match[2]:
            return DayRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return DayRange(date(year, 1, 1), date(year, 12, 31))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(f"{text!r} is not a date that exists") from error


@lru_cache(_MOST_CACHED)
def parse_end(text: str) -> DayRange:
    """Return the days that a half-open interval may end on.

    An end given as a day is the first day on which the fact no longer holds. An end given as a month or a year is
    somewhere inside it, so at the latest on the first day after it.
    """
    span = parse_partial(text)
    return span if span.exact else DayRange(span.first, _next_day(span.last))


def _next_day(day: date) -> date:
    return day if day == OPEN_END else day + timedelta(days=1)


@lru_cache(_MOST_CACHED)
def parse_instant(text: str) -> datetime:
    """Parse an instant with its zone into UTC, cut to microseconds. Raises ValueError."""
    try:
        return _parse_zoned(text).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} is not an instant that exists") from error


def _parse_zoned(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"{text!r} is not an instant: write YYYY-MM-DDTHH:MM:SSZ")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an instant that exists") from error


@lru_cache(_MOST_CACHED)
def parse_published_on(text: str) -> datetime:
    """Return the instant from which a source counts as known, in UTC.

    A source dated with only a month or a year counts from the start of its last day: before that day it may not have
    been published.
    """
    if "T" in text:
        return parse_instant(text)
    return datetime.combine(parse_partial(text).last, time.min, UTC)


def parse_query_day(text: str) -> date:
    """Parse the day of a question, at most the latest one. Raises ValueError.

    Other systems write 9999-12-31 for the latest day.
    """
    return min(parse_day(text), LATEST_DAY)


def parse_query_instant(text: str) -> datetime:
    """Parse an instant of a question into UTC, at most the latest. Raises ValueError.

    A + in a query string is decoded as a blank, so a blank before an offset was a +.
    """
    moment = min(_parse_zoned(_BLANK_OFFSET.sub(r"\1+\2", text)), LATEST_INSTANT)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # before year 1
        raise ValueError(f"{text!r} is not an instant that exists") from error


def parse_known_at(text: str) -> datetime:
    """Parse the ``known_at`` of a question into UTC; a day means its last moment."""
    return parse_query_instant(text) if "T" in text else end_of_day(parse_query_day(text))


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day, in UTC."""
    return datetime.combine(day, time.max, UTC)


def format_instant(instant: datetime) -> str:
    """Format an instant as ISO text with a Z, the only format sent or stored."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def format_start(first: str, last: str) -> str | None:
    """Format a start as the source gave it; None if unknown."""
    if first == UNKNOWN_START.isoformat():
        return None
    return _format_as_given(parse_day(first), parse_day(last))


def format_end(first: str, last: str) -> str | None:
    """Format an end as the source gave it; None if open."""
    if last == OPEN_END.isoformat():
        return None
    latest = parse_day(last)
    return last if first == last else _format_as_given(parse_day(first), latest - timedelta(days=1))


def _format_as_given(first: date, last: date) -> str | None:
    """Return the day, month or year that contains both days; None if there is none.

    Narrowing one source's date by another's stays within the month or year that the source gave.
    """
    text, other = first.isoformat(), last.isoformat()
    for length in (10, 7, 4):
        if text[:length] == other[:length]:
            return text[:length]
    return None


def holds(as_of: str, start: tuple[str, str], end: tuple[str, str]) -> str:
    """Return ``yes`` if an interval includes a day, ``possible`` if it may, else ``no``.

    Each bound is the first and the last day that it may be, as ISO texts of whole days.
    """
    if not start[0] <= as_of < end[1]:
        return "no"
    return "yes" if start[1] <= as_of < end[0] else "possible"
