"""What happens to measures on which day: a status that begins, an extension, or an act that is only announced."""

from collections.abc import Mapping
from typing import Any

from graph.model.vocabulary import vocabulary
from graph.views import responses
from graph.views.responses import JsonObject

_BY_STATUS = {"in_force": "starts", "expired": "expires"}


def build_calendar_event(row: Mapping[str, Any], as_of: str) -> JsonObject:
    """A day on which something happens to a measure: what it is then, what it was before, and who said so."""
    period, link, before = row["period"], row["link"], row["before"]
    one = period or link
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
        **(responses.serialize_basis(period) if period else {"status_basis": None, "unheard_since": None}),
        "scheduled": period["scheduled"] if period else one["valid_from"] > link["known_from"][:10],
        "action": period["action"] if period else link["type"],
        "statement_id": one["statement_id"],
        "fact_id": one["fact_id"],
        "rule": period["rule"] if period else _rule_of_link(link),
        "certainty": one["certainty"],
        "held_off_by": _held_off_by(row, as_of) if period and period["rule"] == "snap_back" else None,
    }


def _event_of_period(period: Mapping[str, Any]) -> str:
    if period["rule"] == "snap_back":
        return "snaps_back"
    status: str = period["status"]
    return _BY_STATUS.get(status, status)


def _is_rate(link: Mapping[str, Any]) -> bool:
    return vocabulary().relationships[link["type"]].temporal == "state"


def _rule_of_link(link: Mapping[str, Any]) -> str | None:
    if _is_rate(link):
        return None  # it gives the measure no status
    return "act" if _status_of(link) else "extension"


def _event_of_link(link: Mapping[str, Any]) -> str:
    if _is_rate(link):
        return "rate_changes"
    status = _status_of(link)
    return _BY_STATUS.get(status, status) if status else "extended"


def _status_of(link: Mapping[str, Any]) -> str | None:
    return vocabulary().relationships[link["type"]].status


def _held_off_by(row: Mapping[str, Any], as_of: str) -> JsonObject:
    return {
        "pause": responses.serialize_period(row["before"], as_of) if row["before"] else None,
        "statement": responses.serialize_statement(row["statement"]) if row["statement"] else None,
        "links": [responses.serialize_link(link, as_of) for link in row["bearing"]],
    }
