"""Responses about measures: status and status periods, acts that are only pending, and negotiations."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from graph.model.dates import format_end, format_start
from graph.model.vocabulary import vocabulary
from graph.projection.lifecycle import END_TRIGGERED_RULES
from graph.store.store import Row
from graph.views import intervals, responses
from graph.views.types.entities import Basis, EntityResponse, MeasureResponse, PendingAct
from graph.views.types.measures import Negotiation, Period

#: A measure, alone or as a node of a graph.
Measure = TypeVar("Measure", EntityResponse, MeasureResponse)


def serialize_measure(properties: Mapping[str, Any], period: Row | None, as_of: str) -> MeasureResponse:
    """Return a measure with its status on the day asked for.

    ``status_holds`` says how sure the status is on that day. The act, the statement that reports it, and the rule that
    made the period come with it. `add_pending_acts` fills in ``status_pending`` and ``status_note``.
    """
    shown = responses.serialize_entity_core(properties)
    basis, unheard_since = status_basis(period) if period else (None, None)
    return {
        **shown,
        "measure_kind": cast(str, shown["properties"].get("measure_kind")),
        "status": period["status"] if period else None,
        "status_since": _period_start(period) if period else None,
        "status_until": responses.format_row_end(period) if period else None,
        "status_holds": intervals.holds_on(period, as_of) if period else None,
        "status_fact_id": period["fact_id"] if period else None,
        "status_statement_id": period["statement_id"] if period else None,
        "status_rule": period["rule"] if period else None,
        "status_basis": basis,
        "unheard_since": unheard_since,
        "status_confirmed_by": period.get("confirmed_by") if period else None,
        "status_confirmed_fact_id": period.get("confirmed_fact_id") if period else None,
        "status_pending": [],
        "status_note": None,
    }


def status_basis(period: Row) -> tuple[Basis, str | None]:
    """Return the basis of a status, and the day since which no report confirms it."""
    return ("by_terms", period["valid_from_latest"]) if period["scheduled"] else ("reported", None)


def serialize_node(properties: Mapping[str, Any], period: Row | None, as_of: str) -> EntityResponse:
    """Return an entity; a measure with its status."""
    if vocabulary().kind_of(properties["id"]) == "Measure":
        # The keys of a measure are optional in EntityResponse; mypy does not accept required keys for optional ones.
        return cast(EntityResponse, serialize_measure(properties, period, as_of))
    return responses.serialize_entity(properties)


def serialize_period(row: Row, as_of: str) -> Period:
    """Return a status period, with the act and the rule that made it."""
    basis, unheard_since = status_basis(row)
    return {
        "status": row["status"],
        "status_basis": basis,
        "unheard_since": unheard_since,
        "confirmed_by": row.get("confirmed_by"),
        "confirmed_fact_id": row.get("confirmed_fact_id"),
        "valid_from": _period_start(row),
        "valid_to": responses.format_row_end(row),
        "known_from": row["known_from"],
        "known_to": None,
        "scheduled": row["scheduled"],
        "action": row["action"],
        "fact_id": row["fact_id"],
        "statement_id": row["statement_id"],
        "rule": row["rule"],
        "certainty": row["certainty"],
        "holds": intervals.holds_on(row, as_of),
    }


def _period_start(row: Row) -> str | None:
    """Return the start of a status period as the source gave it.

    A period may begin with the end of another; that end is its start."""
    format_day = format_end if row["rule"] in END_TRIGGERED_RULES else format_start
    return format_day(row["valid_from"], row["valid_from_latest"])


def serialize_negotiation(row: Row, as_of: str) -> Negotiation:
    """Return talks with their parties, event and subjects, and what was exchanged."""
    talks = responses.serialize_link(row["link"], as_of)
    exchanged = row["exchanged"]
    return {
        "parties": [responses.serialize_reference(p) for p in row["parties"]],
        "event": responses.serialize_entity(row["event"]) if row["event"] else None,
        "about": [responses.serialize_reference(a) for a in row["about"]],
        "exchanged": [
            {
                "gave": responses.serialize_reference(x["subject"]),
                "got": responses.serialize_reference(x["object"]),
                "gave_text": x.get("gave"),
                "got_text": x.get("got"),
                "given_by": x.get("given_by"),
                "given_to": x.get("given_to"),
                "certainty": x["certainty"],
                "fact_id": x["fact_id"],
            }
            for x in exchanged
        ],
        "certainty": talks["certainty"],
        "fact_ids": [talks["fact_id"], *(x["fact_id"] for x in exchanged)],
        "valid_from": talks["valid_from"],
        "valid_to": talks["valid_to"],
        "holds": talks["holds"],
    }


def needs_pending_acts(measure: Measure) -> bool:
    """Return whether pending acts matter: the measure has no status, or one by its terms."""
    return measure["status"] is None or measure["status_basis"] == "by_terms"


def add_pending_acts(measure: Measure, rows: Sequence[Row], known_on: date) -> Measure:
    """Return the measure with its pending acts and a note on them.

    ``rows`` are those of ``cypher/library/pending_acts.cypher`` about it, ``known_on`` the day of ``known_at``.
    """
    pending = [_serialize_pending_act(row) for row in rows]
    note = _note(measure["status"], measure["unheard_since"], measure["status_rule"] == "snap_back", pending, known_on)
    return {**measure, "status_pending": pending, "status_note": note}


def _serialize_pending_act(row: Row) -> PendingAct:
    return {
        "act": row["act"],
        "by": responses.serialize_reference({"id": row["actor_id"], "name": row["actor"]}),
        "on": responses.serialize_reference({"id": row["on_id"], "name": row["on_name"]}),
        "until": row["until"].isoformat() if row["until"] else None,
        "certainty": row["certainty"],
        "fact_id": row["fact_id"],
        "statement_id": row["statement_id"],
    }


def _note(
    status: str | None, unheard_since: str | None, back: bool, pending: Sequence[PendingAct], known_on: date
) -> str | None:
    """Return a sentence on a status by its terms; None for any other."""
    if status is None or unheard_since is None:
        return None
    day = date.fromisoformat(unheard_since)
    said = f"{'back ' if back else ''}{status.replace('_', ' ')} by its own terms".capitalize()
    if day > known_on:
        return f"{said} from {_format_day(day)} on; that day lies ahead."
    return f"{said} since {_format_day(day)}{_format_extensions(pending)}; not confirmed."


def _format_extensions(pending: Sequence[PendingAct]) -> str:
    """Name the extensions that may have changed the status, each certainty and each end once."""
    ways = dict.fromkeys((one["certainty"], one["until"]) for one in pending if one["act"] == "EXTENDED")
    named = [
        f"the {certainty} extension" + (f" to {_format_day(date.fromisoformat(until))}" if until else "")
        for certainty, until in ways
    ]
    return f" unless {' or '.join(named)} took effect" if named else ""


def _format_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
