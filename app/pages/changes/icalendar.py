"""Calendar as iCalendar (RFC 5545): stable UIDs, and an alarm 30 days before."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from app.pages.changes.calendar import describe_event
from graph.views.types.measures import CalendarEvent

MEDIA_TYPE = "text/calendar; charset=utf-8"
_ALARM_DAYS = 30
#: Octets of a line at most, without its end.
_LINE = 75


def render_calendar(events: Sequence[CalendarEvent], stamp: datetime, root: str) -> bytes:
    """Return the calendar. ``stamp`` is the moment of the data, ``root`` the address of the service."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tradegraph//Calendar of measures//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Trade measures",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        *(line for event, uid in _with_uids(events) for line in _event_lines(event, uid, stamp, root)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line)).encode()


def _with_uids(events: Iterable[CalendarEvent]) -> Iterator[tuple[CalendarEvent, str]]:
    """Yield each event with an id that stays the same if its date moves."""
    seen: dict[str, int] = {}
    for event in events:
        on = event["on"]["id"] if event["on"] else ""
        named = "\0".join((event["measure"]["id"], event["event"], event["action"], event["fact_id"], on))
        digest = hashlib.sha256(named.encode()).hexdigest()[:32]
        seen[digest] = seen.get(digest, 0) + 1
        yield event, f"{digest}-{seen[digest]}@tradegraph"


def _event_lines(event: CalendarEvent, uid: str, stamp: datetime, root: str) -> list[str]:
    shown = describe_event(event)
    day = date.fromisoformat(event["date"])
    summary = f"{event['measure']['name']}: {shown['what']}"
    about = [f"Basis: {shown['sure']}.", *(f"Depends on: {held}." for held in shown["held"])]
    if shown["rates"]:
        about.insert(0, f"Rate: {shown['rates']}.")
    address = f"{root}/entity/{event['measure']['id']}"
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(summary)}",
        f"DESCRIPTION:{_escape(' '.join([*about, address]))}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        f"STATUS:{'CONFIRMED' if event['certainty'] in ('asserted', 'disputed') else 'TENTATIVE'}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escape(summary)}",
        f"TRIGGER:-P{_ALARM_DAYS}D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _escape(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _fold(line: str) -> Iterator[str]:
    """Yield the parts of a line, each of at most 75 octets."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
