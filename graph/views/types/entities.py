"""Responses about entities: search results, details, measures with their status, and pages."""

from typing import Annotated, Any, Generic, Literal, NotRequired, TypeVar

from annotated_types import Interval
from typing_extensions import TypedDict

Item = TypeVar("Item")
Holds = Literal["yes", "no", "possible"]
Basis = Literal["reported", "by_terms"]
Status = Literal["announced", "in_force", "eased", "suspended", "expired", "lifted", "invalidated", "superseded"]
Rule = Literal["act", "stated_end", "snap_back", "extension", "implied"]


class Page(TypedDict, Generic[Item], closed=True):
    """Page of a list; `next` is the cursor of the page after it."""

    items: list[Item]
    next: str | None


class Reference(TypedDict, closed=True):
    """An end of a link, or a speaker."""

    id: str
    kind: str
    name: str


class PendingAct(TypedDict, closed=True):
    """Act that would change a status and is not reported as done."""

    act: str
    by: Reference
    on: Reference
    until: str | None
    certainty: Literal["announced", "expected", "offered", "threatened"]
    fact_id: str
    statement_id: str


class EntityKeys(TypedDict):
    """Keys of every entity, open for the responses that add to them."""

    id: str
    kind: str
    name: str
    aliases: list[str]
    identifiers: dict[str, str | list[str]]
    properties: dict[str, Any]


class EntityCore(EntityKeys, closed=True):
    """Entity of any kind, without the keys that only measures have."""


class MeasureResponse(EntityKeys, closed=True):
    """Measure with its status on the day asked for."""

    measure_kind: str
    status: Status | None
    status_since: str | None
    status_until: str | None
    status_holds: Holds | None
    status_fact_id: str | None
    status_statement_id: str | None
    status_rule: Rule | None
    status_basis: Basis | None
    unheard_since: str | None
    status_confirmed_by: str | None
    status_confirmed_fact_id: str | None
    status_pending: list[PendingAct]
    status_note: str | None


class _NodeKeys(EntityKeys, total=False):
    """Keys of an entity; those of `MeasureResponse` are present only for measures."""

    measure_kind: str | None
    status: Status | None
    status_since: str | None
    status_until: str | None
    status_holds: Holds | None
    status_fact_id: str | None
    status_statement_id: str | None
    status_rule: Rule | None
    status_basis: Basis | None
    unheard_since: str | None
    status_confirmed_by: str | None
    status_confirmed_fact_id: str | None
    status_pending: list[PendingAct]
    status_note: str | None


class EntityResponse(_NodeKeys, closed=True):
    """An actor, product, measure, agreement or event."""


class FoundEntity(_NodeKeys, closed=True):
    """Entity that a search found, with its score and the name that fits best."""

    score: NotRequired[Annotated[float, Interval(ge=0, le=1)] | None]
    matched: NotRequired[str | None]


# Functional, since `in` is a keyword.
_DirectionKeys = TypedDict("_DirectionKeys", {"out": int, "in": int})


class Directions(_DirectionKeys, closed=True):
    """Number of links of one type, by direction.

    With ``capped``, a number of 1000 means that many or more.
    """

    capped: NotRequired[bool]


class EntityDetails(_NodeKeys, closed=True):
    """Entity with its links counted by type."""

    links: dict[str, Directions]
    fact_ids: list[str]
