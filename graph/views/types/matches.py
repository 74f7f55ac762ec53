"""Responses about names that were matched with entities."""

from typing import Annotated, Literal, NotRequired

from annotated_types import Interval
from typing_extensions import TypedDict

from graph.views.types.entities import Basis, EntityCore, Reference, Status
from graph.views.types.links import Certainty

Trait = Literal["identifier", "kind", "country", "birth_date"]


class MatchReason(TypedDict, closed=True):
    """Reason for a score, with a sentence that says it.

    `score` is the likeness of two words, or what the feature adds to the score or takes from it.
    """

    feature: str
    score: float
    query: str | None
    matched: str | None
    sentence: str


class Restriction(TypedDict, closed=True):
    """Measure that targets a party on the day asked about, and the evidence for it."""

    measure: Reference
    status: Status | None
    status_since: str | None
    status_basis: Basis | None
    since: str | None
    until: str | None
    holds: Literal["yes", "possible"]
    certainty: Certainty
    fact_id: str
    statement_ids: list[str]


class MatchCandidate(TypedDict, closed=True):
    """Entity that a name may mean.

    `match` is true from 0.85. `matched` is the name that fits best, `compared` what else there was to compare.
    """

    entity: EntityCore
    score: Annotated[float, Interval(ge=0, le=1)]
    match: bool
    matched: str
    compared: list[Trait]
    reasons: list[MatchReason]
    restricted: list[Restriction]


class MatchResult(TypedDict, closed=True):
    """Candidates for one name, best first."""

    id: str
    candidates: list[MatchCandidate]
    more: NotRequired[int]


class MatchResponse(TypedDict, closed=True):
    """Candidates for each name that was asked, in the order of the questions."""

    as_of: str
    known_at: str
    results: list[MatchResult]
