"""Dates as sources give them, and the two clocks.

A partial date keeps its precision: ``"2025"``, ``"2025-07"`` or ``"2025-07-15"``. Intervals are half-open. An open end
is ``9999-12-31`` and an unknown start ``0001-01-01``, so that no query needs a branch for null; users see null.
Days are ``datetime.date``; instants are ``datetime`` in UTC and never compared with days.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

OPEN_END = date(9999, 12, 31)
UNKNOWN_START = date(1, 1, 1)
OPEN_INSTANT = datetime(9999, 12, 31, tzinfo=UTC)
#: The last day and instant that a question can be about: before the marks for open ends, where nothing has ended.
LATEST_DAY = OPEN_END - timedelta(days=1)
LATEST_INSTANT = OPEN_INSTANT - timedelta(microseconds=1)

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
_BLANK_OFFSET = re.compile(r"(T[\d:.]+) (\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class DayRange:
    """The days that something may have happened on: ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    def overlaps(self, other: "DayRange") -> bool:
        """Whether both may be the same day."""
        return self.first <= other.last and other.first <= self.last

    def intersect(self, other: "DayRange") -> "DayRange":
        """The days that both allow; only for spans that meet."""
        return DayRange(max(self.first, other.first), min(self.last, other.last))


NO_END = DayRange(OPEN_END, OPEN_END)


def narrow_bounds(start: DayRange, end: DayRange) -> tuple[DayRange, DayRange]:
    """Narrow both bounds of an interval so that it ends after the day it begins on.

    An end given as a year or a month may lie before the start as far as its text goes, and a start after its end.
    Bounds that leave no such day come back unchanged: the interval is empty, which validation reports.
    """
    if end == NO_END or end.last <= start.first:
        return start, end
    day = timedelta(days=1)
    return (
        DayRange(start.first, min(start.last, end.last - day)),
        DayRange(max(end.first, start.first + day), end.last),
    )


def parse_day(text: str) -> date:
    """A whole day, ``YYYY-MM-DD``. Raises ValueError with a plain sentence."""
    match = _PARTIAL.fullmatch(text)
    if not match or not match[3]:
        raise ValueError(f"{text!r} is not a day: write YYYY-MM-DD, as 2025-07-15")
    return _to_day_range(text, match).first


def parse_partial(text: str) -> DayRange:
    """A year, a month or a day as the days it may mean. Raises ValueError with a plain sentence."""
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


def parse_end(text: str) -> DayRange:
    """The days that a half-open interval may end on.

    An end given as a day is the first day on which the fact no longer holds. An end given as a month or a year lies
    somewhere inside it, so it is at the latest the first day after it.
    """
    span = parse_partial(text)
    return span if span.exact else DayRange(span.first, _next_day(span.last))


def _next_day(day: date) -> date:
    return day if day == OPEN_END else day + timedelta(days=1)


def parse_instant(text: str) -> datetime:
    """An instant with its zone, as UTC; what is finer than a microsecond is cut off. Raises ValueError."""
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


def parse_published_on(text: str) -> datetime:
    """When a source can have been known: its instant, or the start of its day, in UTC.

    A source dated by a month or a year alone counts from the start of the last day it may have come out, so that
    nothing is said to have been known earlier than it surely was.
    """
    if "T" in text:
        return parse_instant(text)
    return datetime.combine(parse_partial(text).last, time.min, UTC)


def parse_query_day(text: str) -> date:
    """The day of a question. Other systems write 9999-12-31 for the latest: it means the last day there is."""
    return min(parse_day(text), LATEST_DAY)


def parse_query_instant(text: str) -> datetime:
    """An instant of a question, in UTC, at most the latest. Raises ValueError with a plain sentence.

    A + in a query string is read as a blank, so a blank before an offset can only have been a +.
    """
    moment = min(_parse_zoned(_BLANK_OFFSET.sub(r"\1+\2", text)), LATEST_INSTANT)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # before the first instant there is
        raise ValueError(f"{text!r} is not an instant that exists") from error


def parse_known_at(text: str) -> datetime:
    """The ``known_at`` of a question: an instant as it is, a day as the last moment of that day, in UTC."""
    return parse_query_instant(text) if "T" in text else end_of_day(parse_query_day(text))


def end_of_day(day: date) -> datetime:
    """The last moment of a day, in UTC."""
    return datetime.combine(day, time.max, UTC)


def format_instant(instant: datetime) -> str:
    """An instant as ISO text with a Z, the form in which it is sent, stored and shown."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def format_start(first: str, last: str) -> str | None:
    """The start of an interval as the source gave it, from the first and last day it may have been; null if unknown."""
    if first == UNKNOWN_START.isoformat():
        return None
    return _format_as_given(parse_day(first), parse_day(last))


def format_end(first: str, last: str) -> str | None:
    """The end of an interval as the source gave it; null if open."""
    if last == OPEN_END.isoformat():
        return None
    latest = parse_day(last)
    return last if first == last else _format_as_given(parse_day(first), latest - timedelta(days=1))


def _format_as_given(first: date, last: date) -> str | None:
    """The day, month or year that both lie in; null where only "some day from then on" is known.

    Narrowing one source's date by another's never leaves the month or year that the source gave.
    """
    text, other = first.isoformat(), last.isoformat()
    for length in (10, 7, 4):
        if text[:length] == other[:length]:
            return text[:length]
    return None


def holds(as_of: str, start: tuple[str, str], end: tuple[str, str]) -> str:
    """Whether an interval holds on a day: ``yes``, ``no``, or ``possible`` inside the part that no source dates.

    Each bound is the first and the last day that it may be, all as ISO texts of whole days.
    """
    if not start[0] <= as_of < end[1]:
        return "no"
    return "yes" if start[1] <= as_of < end[0] else "possible"
