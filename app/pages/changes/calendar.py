"""Calendar of measures: what comes, by month, and what holds it off."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.pages.frame import Frame
from app.pictures.scene.days import day_text
from app.pictures.scene.styles import humanize, link_phrase
from graph.views.types.measures import CalendarEvent

_EVENTS = {
    "announced": "announced", "starts": "comes into force", "eased": "eased", "suspended": "suspended",
    "extended": "extended", "rate_changes": "the rate changes", "snaps_back": "back in force as its pause ends",
    "expires": "runs out", "lifted": "lifted", "invalidated": "invalidated", "superseded": "superseded",
}  # fmt: skip
SPANS = (30, 90, 365)


def describe_event(event: CalendarEvent) -> dict[str, Any]:
    """Return an event with its words."""
    held = event["held_off_by"]
    rates = (event["rate_before"], event["rate_after"])
    day = day_text(event["date"])
    latest = event["date_latest"]
    return {
        **event,
        "day": f"between {day} and {day_text(latest)}" if latest else day,
        "what": _EVENTS[event["event"]],
        "rates": f"{rates[0]:g} % → {rates[1]:g} %" if None not in rates else None,
        "sure": _describe_certainty(event),
        "held": [
            f"{link['subject']['name']} {link_phrase(link['type'])} {link['object']['name']} ({link['certainty']})"
            for link in held["links"]
        ]
        if held
        else [],
    }


def _describe_certainty(event: CalendarEvent) -> str:
    if event["certainty"] not in ("asserted", "disputed"):
        return event["certainty"]
    return "by its own terms" if event["scheduled"] else "reported"


def describe_calendar(
    events: Sequence[CalendarEvent], days: tuple[date, date], nearest: CalendarEvent | None, frame: Frame
) -> dict[str, Any]:
    """Return what the template of the calendar shows.

    ``days``: the first day, and the day after the last. ``nearest`` is the next event of all, if none is in the days.
    """
    months: list[dict[str, Any]] = []
    for event in events:
        month = max(event["date"], days[0].isoformat())[:7]
        if not months or months[-1]["month"] != month:
            months.append({"month": month, "name": _name_month(month), "events": []})
        months[-1]["events"].append(describe_event(event))
    start = frame.clocks.as_of
    return {
        "title": "Calendar",
        "months": months,
        "first": day_text(days[0]),
        "last": day_text(days[1] - timedelta(days=1)),
        "nearest": describe_event(nearest) if nearest else None,
        "spans": [
            {
                "name": f"Next {span} days",
                "href": frame.here(**{"from": None, "to": (start + timedelta(days=span)).isoformat()}),
                "on": days == (start, start + timedelta(days=span)),
            }
            for span in SPANS
            if start.year < 9998
        ],
        "fields": {name: frame.given.get(name, "") for name in ("from", "to", "kind", "target")},
        "subscribe": frame.to(
            "calendar.ics", target=frame.given.get("target"), kind=frame.given.get("kind"), as_of=None, known_at=None
        ),
        "kind_words": humanize,
    }


def _name_month(month: str) -> str:
    names = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    )  # fmt: skip
    return f"{names[int(month[5:]) - 1]} {int(month[:4])}"
