"""Changes of status as one story, the net change, and what came and went."""

from collections.abc import Sequence
from typing import Any

from app.pages.frame import Frame
from app.pictures.scene.days import day_text, last_day
from app.pictures.scene.styles import NOT_IN_FORCE, humanize, status_text

#: How strict a measure is in a status; one without a status restricts nothing.
_STRICTNESS = {
    None: 0, "lifted": 0, "expired": 0, "invalidated": 0, "superseded": 0, "announced": 1, "suspended": 2, "eased": 3,
    "in_force": 4,
}  # fmt: skip
VIEWS = {"all": "All changes", "net": "Net change", "returned": "Came and went"}
MAX_CHANGES = 500


def describe_change(change: dict[str, Any]) -> dict[str, Any]:
    """Return a change with the words for both statuses, and whether it became stricter."""
    before, after = change["before"], change["after"]
    step = _STRICTNESS[after] - _STRICTNESS[before]
    mark, meaning = ("▲", "stricter") if step > 0 else ("▼", "looser") if step < 0 else ("=", "equally strict")
    basis = "by_terms" if change["scheduled"] else "reported"
    return {
        **change,
        "day": day_text(change["on"]) if change["on"] else "date not known",
        "last_day": last_day(change["until"]) if change["until"] else None,
        "before_text": humanize(before) if before else NOT_IN_FORCE,
        "after_text": status_text(after, basis),
        "basis": basis,
        "mark": mark,
        "meaning": meaning,
        "act": humanize(change["action"]),
    }


def net_changes(changes: Sequence[dict[str, Any]], *, returned: bool) -> list[dict[str, Any]]:
    """Return one change for each measure, from its first status to its last.

    ``returned`` chooses the measures whose status is in the end what it was before.
    """
    ends: dict[str, dict[str, Any]] = {}
    for change in changes:
        known = ends.get(change["measure"]["id"])
        first = known["before"] if known else change["before"]
        count = known["count"] + 1 if known else 1
        ends[change["measure"]["id"]] = {**change, "before": first, "count": count}
    same = [one for one in ends.values() if (one["before"] == one["after"]) == returned]
    return [one for one in same if not returned or one["count"] > 1]


def describe_changes(changes: Sequence[dict[str, Any]], view: str, frame: Frame) -> dict[str, Any]:
    """Return what the template of changes shows."""
    shown = changes if view == "all" else net_changes(changes, returned=view == "returned")
    return {
        "title": "Changes",
        "changes": [describe_change(change) for change in shown],
        "views": [
            {"name": name, "href": frame.here(view=None if key == "all" else key), "on": key == view}
            for key, name in VIEWS.items()
        ],
        "view": view,
        "cut": len(changes) == MAX_CHANGES,
        "fields": {name: frame.given.get(name, "") for name in ("from", "to", "kind", "status", "entity")},
    }
