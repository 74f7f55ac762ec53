"""Calendar of measures: starts of a status, extensions, and acts that are only announced."""

from typing import cast

from graph.model.vocabulary import vocabulary
from graph.store.store import Row
from graph.views import measures, responses
from graph.views.types.entities import Rule, Status
from graph.views.types.measures import CalendarEvent, EventType, SnapBackConditions


def build_calendar_event(row: Row, as_of: str) -> CalendarEvent:
    """Return a change of a measure, with its date, both statuses and the evidence."""
    period, link, before = row["period"], row["link"], row["before"]
    one = period or link
    basis, unheard_since = measures.status_basis(period) if period else (None, None)
    status_before = before["status"] if before else None
    return {
        "date": one["valid_from"],
        "date_latest": one["valid_from_latest"] if one["valid_from_latest"] != one["valid_from"] else None,
        "event": _event_of_period(period) if period else _event_of_link(link),
        "measure": responses.serialize_reference(row["measure"]),
        "status_before": status_before,
        "status_after": period["status"] if period else _status_of(link) or status_before,
        "rate_before": row["rate_before"],
        "rate_after": link.get("rate_pct") if link and _is_rate(link) else None,
        "on": responses.serialize_reference(link["object"]) if link and _is_rate(link) else None,
        "status_basis": basis,
        "unheard_since": unheard_since,
        "scheduled": period["scheduled"] if period else one["valid_from"] > link["known_from"][:10],
        "action": period["action"] if period else link["type"],
        "statement_id": one["statement_id"],
        "fact_id": one["fact_id"],
        "rule": period["rule"] if period else _rule_of_link(link),
        "certainty": one["certainty"],
        "held_off_by": _held_off_by(row, as_of) if period and period["rule"] == "snap_back" else None,
    }


def _event_of_period(period: Row) -> EventType:
    return "snaps_back" if period["rule"] == "snap_back" else _event_of_status(period["status"])


def _event_of_status(status: Status) -> EventType:
    if status == "in_force":
        return "starts"
    return "expires" if status == "expired" else status


def _is_rate(link: Row) -> bool:
    return vocabulary().relationships[link["type"]].temporal == "state"


def _rule_of_link(link: Row) -> Rule | None:
    if _is_rate(link):
        return None  # it gives the measure no status
    return "act" if _status_of(link) else "extension"


def _event_of_link(link: Row) -> EventType:
    if _is_rate(link):
        return "rate_changes"
    status = _status_of(link)
    return _event_of_status(status) if status else "extended"


def _status_of(link: Row) -> Status | None:
    return cast("Status | None", vocabulary().relationships[link["type"]].status)


def _held_off_by(row: Row, as_of: str) -> SnapBackConditions:
    return {
        "pause": measures.serialize_period(row["before"], as_of) if row["before"] else None,
        "statement": responses.serialize_statement(row["statement"]) if row["statement"] else None,
        "links": [responses.serialize_link(link, as_of) for link in row["bearing"]],
    }
