"""Responses about measures: status periods, negotiations, the calendar, chains and exposure."""

from typing import Literal

from typing_extensions import TypedDict

from graph.views.types.entities import Basis, EntityResponse, Holds, MeasureResponse, Reference, Rule, Status
from graph.views.types.links import Certainty, LinkResponse, PathResponse, StatementResponse

EventType = Literal[
    "announced",
    "starts",
    "eased",
    "suspended",
    "extended",
    "rate_changes",
    "snaps_back",
    "expires",
    "lifted",
    "invalidated",
    "superseded",
]
Directness = Literal["targeted", "restricted", "makes", "part_of", "owner", "based_in"]


class Period(TypedDict, closed=True):
    """Status period of a measure, with the act and the rule that made it."""

    status: Status
    status_basis: Basis
    unheard_since: str | None
    confirmed_by: str | None
    confirmed_fact_id: str | None
    valid_from: str | None
    valid_to: str | None
    known_from: str
    known_to: str | None
    scheduled: bool
    action: str
    fact_id: str
    statement_id: str
    rule: Rule
    certainty: Literal["asserted", "disputed"]
    holds: Holds


class TimelineResponse(TypedDict, closed=True):
    """Status history of a measure."""

    measure: MeasureResponse
    periods: list[Period]


class Exchange(TypedDict, closed=True):
    """Two things given for each other in a negotiation."""

    gave: Reference
    got: Reference
    gave_text: str | None
    got_text: str | None
    given_by: str | None
    given_to: str | None
    certainty: Certainty
    fact_id: str


class Negotiation(TypedDict, closed=True):
    """Talks: the parties, the event, the subjects and what is exchanged."""

    parties: list[Reference]
    event: EntityResponse | None
    about: list[Reference]
    exchanged: list[Exchange]
    certainty: Certainty
    fact_ids: list[str]
    valid_from: str | None
    valid_to: str | None
    holds: Holds


class SnapBackConditions(TypedDict, closed=True):
    """Conditions of a snap-back: the pause, its statement, and the links about its end."""

    pause: Period | None
    statement: StatementResponse | None
    links: list[LinkResponse]


class CalendarEvent(TypedDict, closed=True):
    """Change of a measure on a day, or at the latest on `date_latest`."""

    date: str
    date_latest: str | None
    event: EventType
    measure: Reference
    status_before: Status | None
    status_after: Status | None
    rate_before: float | None
    rate_after: float | None
    on: Reference | None
    status_basis: Basis | None
    unheard_since: str | None
    scheduled: bool
    action: str
    statement_id: str
    fact_id: str
    rule: Rule | None
    certainty: Certainty
    held_off_by: SnapBackConditions | None


class ChainLink(TypedDict, closed=True):
    """Measure that answers another, or was given for it; `days` lie between their first acts."""

    subject: Reference
    object: Reference
    type: str
    declared: bool
    days: int | None
    fact_id: str | None
    certainty: Literal[Certainty, "inferred"]


class Chain(TypedDict, closed=True):
    """Measures of which each answers the next; a `cycle` ends where it began."""

    nodes: list[Reference]
    links: list[ChainLink]
    cycle: bool


class Exposure(TypedDict, closed=True):
    """Measure that reaches a company or a product, and the path by which it does."""

    measure: MeasureResponse
    path: PathResponse
    directness: Directness
    strength: int
    exempted_by: list[LinkResponse]
