"""Start page: search, counts that lead to lists, last changes, and examples."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.pages.changes.story import describe_change
from app.pages.frame import Frame
from app.pictures.pages import link_example, load_examples

#: Questions that a click asks.
_ASK = (
    "What restricts gallium?",
    "Which measures target China?",
    "What did the United States impose?",
    "Everything about Nvidia",
)
_CALENDAR_DAYS = 90


def describe_start(
    counts: Mapping[str, int], changes: Sequence[dict[str, Any]], known: Collection[str], questions: int, frame: Frame
) -> dict[str, Any]:
    """Return what the template of the start page shows. ``known`` are the entities of the examples that exist."""
    soon = frame.clocks.as_of + timedelta(days=_CALENDAR_DAYS) if frame.clocks.as_of.year < 9998 else None
    tiles = [
        ("Measures", counts["measures"], f"{counts['in_force']:,} in force", frame.to("browse/measures")),
        ("Actors", counts["actors"], "who acts, who is targeted", frame.to("browse/actors")),
        ("Products", counts["products"], "and what restricts them", frame.to("browse/products")),
        ("Agreements", counts["agreements"], "and what they change", frame.to("browse/agreements")),
        ("Sources", counts["sources"], f"{counts['statements']:,} statements", frame.to("browse/sources")),
        ("Questions", questions, "with tables as answers", frame.to("browse/queries")),
        ("Changes", None, "what came, eased and ended", frame.to("browse/changes")),
        ("Calendar", None, f"the next {_CALENDAR_DAYS} days", frame.to("browse/calendar", to=soon)),
    ]
    return {
        "title": "Who did what to which trade measure, when, and who says so",
        "heading": "tradegraph",
        "tiles": [
            {"name": name, "count": "" if count is None else f"{count:,}", "note": note, "href": href}
            for name, count, note, href in tiles
        ],
        "asks": [{"text": text, "href": frame.to("browse/search", q=text)} for text in _ASK] if known else [],
        "changes": [describe_change(change) for change in changes],
        "examples": [link_example(one, frame.latest) for one in load_examples() if set(known).issuperset(one["id"])],
        "clocked": False,
    }
