"""Schemas of requests and responses for OpenAPI; most response types come from ``graph.views``.

Responses are not validated at runtime: they are built in these types, and the tests hold every response to them. Keys
may be added to a response; none is renamed or removed.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from graph.asof import Holds
from graph.views.types.boards import Board
from graph.views.types.entities import Basis, EntityDetails, FoundEntity, MeasureResponse, Page, Status
from graph.views.types.evidence import Change, Dispute, Stats, TrackRecord, TrackRecordItem
from graph.views.types.links import Certainty, FactResponse, GraphResponse, LinkResponse, PathResponse
from graph.views.types.matches import MatchResponse
from graph.views.types.measures import CalendarEvent, Chain, Exposure, Negotiation, TimelineResponse

__all__ = [
    "Board",
    "CalendarEvent",
    "Certainty",
    "Chain",
    "Change",
    "CypherRequest",
    "Dispute",
    "EntityDetails",
    "Exposure",
    "FactResponse",
    "FoundEntity",
    "GraphResponse",
    "Health",
    "LinkResponse",
    "LinkSpan",
    "LoadResponse",
    "MatchResponse",
    "MeasureResponse",
    "Negotiation",
    "Page",
    "PathResponse",
    "ProblemDetails",
    "ProblemItem",
    "QueryDescription",
    "QueryParameter",
    "QuerySummary",
    "Question",
    "Readiness",
    "Receipt",
    "RecordsRequest",
    "Scene",
    "SceneLink",
    "SceneNode",
    "Stats",
    "StatusSpan",
    "StatuslessSpan",
    "StrictModel",
    "Table",
    "TimelineResponse",
    "TrackRecord",
    "TrackRecordItem",
]


class StrictModel(BaseModel):
    """Schema of a request or of a response that ``app`` builds, without further keys."""

    model_config = ConfigDict(extra="forbid")


class StatusSpan(StrictModel):
    """Days on which a measure has a status, its look, and the words for it."""

    from_: str | None = Field(alias="from")
    to: str | None
    holds: Literal["yes", "possible"]
    status: Status
    basis: Basis
    look: str
    text: str
    word: str | None


class StatuslessSpan(StrictModel):
    """Days on which a measure has no status."""

    from_: str | None = Field(alias="from")
    to: str | None
    status: None
    basis: None
    look: str
    text: str
    word: str


class LinkSpan(StrictModel):
    """Days on which a link holds or may hold, and its look."""

    from_: str | None = Field(alias="from")
    to: str | None
    holds: Literal["yes", "possible"]
    look: str
    basis: Basis | None


class SceneNode(StrictModel):
    """Entity with its place in pixels; `rows` describe it by names and values."""

    id: str
    kind: str
    name: str
    group: str
    x: int
    y: int
    width: int
    height: int
    column: int
    lines: list[str]
    spans: list[StatusSpan]
    without: list[StatuslessSpan]
    rows: list[tuple[str, str]]


class SceneLink(StrictModel):
    """Link with its bend; `subject` and `object` are ids of nodes."""

    link_id: str
    fact_id: str
    type: str
    subject: str
    object: str
    valid_from: str | None
    valid_to: str | None
    dates: str
    certainty: Certainty
    n_sources: int
    label: str
    arrow: bool
    bend: dict[str, Any]
    spans: list[LinkSpan]
    rows: list[tuple[str, str]]


class Scene(StrictModel):
    """Subgraph of all days, as it is drawn."""

    nodes: list[SceneNode]
    links: list[SceneLink]
    headings: list[tuple[int, str, int]]
    top: int
    days: list[str]
    reach: dict[str, int]
    more: dict[str, int]
    capped: list[str] = Field(default_factory=list)
    truncated: bool


class QueryParameter(TypedDict, closed=True):
    """Parameter of a query of the library."""

    name: str
    type: str
    default: Any
    required: bool
    description: str


class _QueryKeys(TypedDict):
    name: str
    title: str
    question: str
    group: str
    answers: str | None
    parameters: list[QueryParameter]


class QuerySummary(_QueryKeys, closed=True):
    """Query of the library, in words."""


class QueryDescription(_QueryKeys, closed=True):
    """Query of the library with its Cypher."""

    cypher: str


class Table(StrictModel):
    """Table; `truncated` if there were more rows; `notes` on values that JSON cannot hold.

    `as_of`, `known_at` and `holds` repeat the clocks of ad-hoc Cypher.
    """

    columns: list[str]
    as_of: str | None = None
    known_at: str | None = None
    holds: Holds | None = None
    rows: list[list[Any]]
    truncated: bool
    notes: list[str] = []


class CypherRequest(StrictModel):
    """Ad-hoc query; `limit` is the largest number of rows.

    With `as_of` or `known_at` all relationships hold at that moment; `holds` is `possible` or `surely`. `explain`
    returns the query that would be run.
    """

    query: str = Field(max_length=65536)
    parameters: dict[str, Any] = Field(default_factory=dict)
    limit: int | None = Field(None, ge=1, le=1_000_000)
    as_of: str | None = None
    known_at: str | None = None
    holds: Holds | None = None
    explain: bool = False


class RecordsRequest(StrictModel):
    """Records to add, in the format of docs/records.md."""

    entities: list[dict[str, Any]] = Field(default_factory=list)
    sources: list[dict[str, Any]] = Field(default_factory=list)
    statements: list[dict[str, Any]] = Field(default_factory=list)


class Question(StrictModel):
    """Call of a receipt, which can be repeated; `body` is that of a POST."""

    path: str
    parameters: list[tuple[str, str]]
    body: dict[str, Any] | None = None


class Receipt(StrictModel):
    """Answer with its question, clocks and statements: the response of any call with `receipt=true`."""

    receipt: Literal[1]
    tradegraph: str
    asked_at: str
    revision: int
    question: Question
    as_of: str | None
    known_at: str
    statements: list[str]
    answer: Any


class LoadResponse(StrictModel):
    """Numbers of records, links and periods that a load changed."""

    entities: int
    sources: int
    statements: int
    links_written: int
    links_removed: int
    periods_written: int
    periods_removed: int
    revision: int


class ProblemItem(StrictModel):
    """Problem of a request: the place, and what is wrong there."""

    where: str
    message: str


class ProblemDetails(StrictModel):
    """Error in the format of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemItem]
    request_id: str


class Health(StrictModel):
    """Liveness of the process."""

    status: Literal["ok"]


class Readiness(StrictModel):
    """Readiness; `revision` counts the writes to the graph, `note` is for the operator."""

    status: Literal["ready"]
    neo4j: Literal["local", "server"]
    revision: int
    note: str | None = None
