"""Dates as text: 26 Nov 2026; a period ends on its last day.

The data has half-open intervals of ISO dates. Pages show the last day instead of the end. ``days.js`` does the same in
the browser.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_END_OF_DAY = time(23, 59, 59)


def day_text(value: Any) -> str:
    """Format a date or instant: 26 Nov 2026, Nov 2026 or 2026. Other text is returned unchanged."""
    if isinstance(value, date):
        value = value.isoformat()
    match = _ISO.fullmatch(str(value))
    if not match or not 1 <= int(match[2] or 1) <= 12:
        return str(value)
    year, month, day = match.groups()
    return " ".join(filter(None, (day and str(int(day)), month and _MONTHS[int(month) - 1], year)))


def last_day(end: str) -> str:
    """Format the last day of a period. ``end`` is the day after it, or its last month or year."""
    if len(end) < len("2026-11-27"):
        return day_text(end)
    return day_text(date.fromisoformat(end[:10]) - timedelta(days=1))


def days_text(start: str | None, end: str | None) -> str:
    """Format a period; empty if neither end is known."""
    if not end:
        return f"from {day_text(start)}" if start else ""
    if not start:
        return f"to {last_day(end)}"
    first, last = day_text(start), last_day(end)
    return first if first == last else f"{first} to {last}"


def describe_instant(instant: datetime) -> str:
    """Format an instant: its day, and its time unless the day ends then."""
    at = instant.time().replace(microsecond=0)
    return day_text(instant.date()) + ("" if at == _END_OF_DAY else f", {at:%H:%M} UTC")
