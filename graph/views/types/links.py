"""Responses about links: statements, facts, paths and subgraphs."""

from typing import Annotated, Any, Literal, NotRequired

from annotated_types import Interval
from typing_extensions import TypedDict

from graph.views.types.entities import EntityResponse, Holds, Reference

Certainty = Literal["asserted", "announced", "expected", "offered", "threatened", "disputed"]


class SourceReference(TypedDict, closed=True):
    """Source of a statement."""

    id: str
    title: str
    publisher: str
    url: str | None
    published_on: str


class StatementKeys(TypedDict):
    """Keys of a statement, open for the responses that add to them."""

    id: str
    stance: Literal["asserts", "denies", "announces", "expects", "offers", "threatens", "retracts"]
    said_by: Reference | None
    said_on: str | None
    source: SourceReference
    locator: str
    text: str
    valid_from: str | None
    valid_to: str | None
    confidence: Annotated[float, Interval(ge=0, le=1)]
    method: str
    recorded_at: str


class StatementResponse(StatementKeys, closed=True):
    """Statement: the words, the speaker, and the place in the source."""


class _LinkKeys(TypedDict):
    link_id: str
    fact_id: str
    type: str
    subject: Reference
    object: Reference
    properties: dict[str, Any]
    valid_from: str | None
    valid_to: str | None
    known_from: str
    known_to: str | None
    certainty: Certainty
    holds: Holds
    n_sources: int
    statement_id: str
    fulfilled_by: NotRequired[str | None]


class LinkResponse(_LinkKeys, closed=True):
    """Version of an episode of a fact."""


class Hop(_LinkKeys, closed=True):
    """Link of a path, with the statements behind it."""

    evidence: list[StatementResponse]


class FactResponse(TypedDict, closed=True):
    """Fact with every statement for and against it, and the links it makes."""

    fact_id: str
    type: str
    subject: Reference
    object: Reference
    disputed: bool
    statements: list[StatementResponse]
    links: list[LinkResponse]


# Functional, since `from` is a keyword.
_FromKey = TypedDict("_FromKey", {"from": str | None})


class DateWindow(_FromKey, closed=True):
    """Days from `from` until before `to` on which all hops hold; null is open."""

    to: str | None


class PathResponse(TypedDict, closed=True):
    """Chain of dated links from one entity to another."""

    nodes: list[Reference]
    links: list[Hop]
    window: DateWindow


class GraphResponse(TypedDict, closed=True):
    """Subgraph; `more` counts, by node, the links that lead out of it.

    ``capped`` has the nodes with that many or more.
    """

    nodes: list[EntityResponse]
    links: list[LinkResponse]
    truncated: bool
    more: dict[str, int]
    capped: NotRequired[list[str]]
