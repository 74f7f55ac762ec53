"""Acts that would change a status that no report confirms, and the sentence that says how the status is known."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.views import responses
from graph.views.responses import JsonObject


def needs_pending_acts(measure: JsonObject) -> bool:
    """Whether acts that are not reported as done bear on what the measure shows: no status, or one by its terms."""
    return measure["status"] is None or measure["status_basis"] == "by_terms"


def add_pending_acts(measure: JsonObject, rows: Sequence[Mapping[str, Any]], known_on: date) -> JsonObject:
    """The measure with the acts that are only announced, expected, offered or threatened, and a note in words.

    ``rows`` are those of ``cypher/library/pending_acts.cypher`` about it, ``known_on`` the day of ``known_at``.
    """
    pending = [_pending(row) for row in rows]
    return measure | {"status_pending": pending, "status_note": _note(measure, pending, known_on)}


def _pending(row: Mapping[str, Any]) -> JsonObject:
    return {
        "act": row["act"],
        "by": responses.serialize_reference({"id": row["actor_id"], "name": row["actor"]}),
        "on": responses.serialize_reference({"id": row["on_id"], "name": row["on_name"]}),
        "until": row["until"].isoformat() if row["until"] else None,
        "certainty": row["certainty"],
        "fact_id": row["fact_id"],
        "statement_id": row["statement_id"],
    }


def _note(measure: JsonObject, pending: Sequence[JsonObject], known_on: date) -> str | None:
    if measure["status_basis"] != "by_terms":
        return None
    day = date.fromisoformat(measure["unheard_since"])
    back = "back " if measure["status_rule"] == "snap_back" else ""
    said = f"{back}{measure['status'].replace('_', ' ')} by its own terms".capitalize()
    if day > known_on:
        return f"{said} from {_day(day)} on; that day lies ahead."
    return f"{said} since {_day(day)}{_format_extensions(pending)}; not confirmed."


def _format_extensions(pending: Sequence[JsonObject]) -> str:
    """The extensions that may have changed it, each kind of word and each end once."""
    ways = dict.fromkeys((one["certainty"], one["until"]) for one in pending if one["act"] == "EXTENDED")
    named = [
        f"the {certainty} extension" + (f" to {_day(date.fromisoformat(until))}" if until else "")
        for certainty, until in ways
    ]
    return f" unless {' or '.join(named)} took effect" if named else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
