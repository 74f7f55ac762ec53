"""Responses about the evidence: disputes, track records, changes of the ledger, and counts."""

from typing import Any, Literal

from typing_extensions import TypedDict

from graph.ledger.change_feed import ChangeReason
from graph.views.types.entities import Reference
from graph.views.types.links import LinkResponse, StatementKeys, StatementResponse


class FactReference(TypedDict, closed=True):
    """Fact by its id and ends."""

    fact_id: str
    type: str
    subject: Reference
    object: Reference


class DisputedClaim(TypedDict, closed=True):
    """Claim of one side of a dispute."""

    valid_from: str | None
    valid_to: str | None
    properties: dict[str, Any]
    stance: Literal["asserts", "denies"]


class DisputeSide(TypedDict, closed=True):
    """Side of a dispute, with the statements for it."""

    says: DisputedClaim
    statements: list[StatementResponse]


class Dispute(TypedDict, closed=True):
    """Disputed fact with all its sides; none is picked."""

    fact: FactReference
    why: Literal["dated_differently", "told_differently", "denied"]
    sides: list[DisputeSide]
    links: list[LinkResponse]


class FollowUp(StatementKeys, closed=True):
    """Statement that reports what followed, and its date."""

    date: str


class TrackRecordItem(TypedDict, closed=True):
    """Threat, offer, expectation or announcement, and what followed; null while its time is not over."""

    said: StatementResponse
    said_on: str
    fact_id: str
    type: str
    subject: Reference
    object: Reference
    own: bool
    followed: bool | None
    followed_by: FollowUp | None
    days_between: int | None
    also_said: list[StatementResponse]


class TrackRecordSummary(TypedDict, closed=True):
    """Counts of a track record; the rate leaves out open items."""

    said: int
    followed: int
    open: int
    not_followed: int
    follow_through_rate: float | None
    median_days: float | None


class TrackRecord(TypedDict, closed=True):
    """Page of a track record, and a summary of all of it."""

    items: list[TrackRecordItem]
    next: str | None
    summary: TrackRecordSummary


class Change(TypedDict, closed=True):
    """Loaded record and the reason; `facts` and `entities` are those that it affects."""

    cursor: str
    revision: int
    recorded_at: str
    reason: ChangeReason
    type: Literal["entity", "source", "statement"]
    id: str
    entities: list[str]
    facts: list[str]
    record: dict[str, Any]


class Stats(TypedDict, closed=True):
    """Counts of the graph, the number of writes to it, and its latest source."""

    entities: int
    links: int
    statements: int
    sources: int
    measures: int
    revision: int
    latest_source: str | None
