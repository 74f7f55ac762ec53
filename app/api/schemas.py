"""The shapes of answers, as the OpenAPI description names them and as the tests hold every answer to them.

They are not run over answers: ``graph.shapes`` makes these, and the tests show that it does. More keys may be added to
a shape; none is renamed or taken away.
"""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")
Holds = Literal["yes", "no", "possible"]
Certainty = Literal["asserted", "announced", "expected", "offered", "threatened", "disputed"]
Basis = Literal["reported", "by_terms"]
Status = Literal["announced", "in_force", "eased", "suspended", "expired", "lifted", "invalidated", "superseded"]
Rule = Literal["act", "stated_end", "snap_back", "extension", "implied"]


class StrictModel(BaseModel):
    """A shape, complete: a key that is not in it is a fault of the tests or of this page."""

    model_config = ConfigDict(extra="forbid")


class Page(StrictModel, Generic[Item]):
    """A page of a list; `next` is the cursor of the page after it."""

    items: list[Item]
    next: str | None


class Reference(StrictModel):
    """An end of a link, or a speaker."""

    id: str
    kind: str
    name: str


class Entity(StrictModel):
    """An actor, product, measure, agreement or event."""

    id: str
    kind: str
    name: str
    aliases: list[str]
    identifiers: dict[str, str]
    properties: dict[str, Any]
    measure_kind: str | None = None
    status: Status | None = None
    status_since: str | None = None
    status_until: str | None = None
    status_holds: Holds | None = None
    status_fact_id: str | None = None
    status_statement_id: str | None = None
    status_rule: Rule | None = None
    status_basis: Basis | None = None
    unheard_since: str | None = None
    status_confirmed_by: str | None = None
    status_confirmed_fact_id: str | None = None
    status_pending: "list[PendingAct]" = []
    status_note: str | None = None


class Found(Entity):
    """An entity that a search found: how well it fits, and the name that does."""

    score: float | None = Field(None, ge=0, le=1)
    matched: str | None = None


class Directions(StrictModel):
    """Links of one type, by direction."""

    out: int
    in_: int = Field(alias="in")


class EntityAlone(Entity):
    """One entity with its links counted by type."""

    links: dict[str, Directions]
    fact_ids: list[str]


class SourceShown(StrictModel):
    """Where something was said."""

    id: str
    title: str
    publisher: str
    url: str | None
    published_on: str


class Statement(StrictModel):
    """What was said, by whom, and where it stands."""

    id: str
    stance: Literal["asserts", "denies", "announces", "expects", "offers", "threatens", "retracts"]
    said_by: Reference | None
    said_on: str | None
    source: SourceShown
    locator: str
    text: str
    valid_from: str | None
    valid_to: str | None
    confidence: float = Field(ge=0, le=1)
    method: str
    recorded_at: str


class Link(StrictModel):
    """One version of one episode of a fact."""

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
    fulfilled_by: str | None = None


class Hop(Link):
    """A link of a path, with the statements behind it."""

    evidence: list[Statement]


class Fact(StrictModel):
    """A fact: every statement for and against it, and the links it makes."""

    fact_id: str
    type: str
    subject: Reference
    object: Reference
    disputed: bool
    statements: list[Statement]
    links: list[Link]


class Window(StrictModel):
    """From which day to before which day all hops of a path held; null is open."""

    from_: str | None = Field(alias="from")
    to: str | None


class Path(StrictModel):
    """A chain of dated links from one entity to another."""

    nodes: list[Reference]
    links: list[Hop]
    window: Window


class PendingAct(StrictModel):
    """An act that would change a status, and is announced, expected, offered or threatened, not reported as done."""

    act: str
    by: Reference
    on: Reference
    until: str | None
    certainty: Literal["announced", "expected", "offered", "threatened"]
    fact_id: str
    statement_id: str


class Measure(Entity):
    """A measure with its status on the day asked for."""

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


class Period(StrictModel):
    """A stretch of a measure's life, with the act and the rule that made it."""

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


class Timeline(StrictModel):
    """A measure's life."""

    measure: Measure
    periods: list[Period]


class Exchange(StrictModel):
    """What was given for what."""

    gave: Reference
    got: Reference
    gave_text: str | None
    got_text: str | None
    given_by: str | None
    given_to: str | None
    certainty: Certainty
    fact_id: str


class Negotiation(StrictModel):
    """Who talks with whom, where and about what."""

    parties: list[Reference]
    event: Entity | None
    about: list[Reference]
    exchanged: list[Exchange]
    certainty: Certainty
    fact_ids: list[str]
    valid_from: str | None
    valid_to: str | None
    holds: Holds


class Graph(StrictModel):
    """A subgraph; `more` says of each node how many of its links lead out of it."""

    nodes: list[Entity]
    links: list[Link]
    truncated: bool
    more: dict[str, int]


class StatusSpan(StrictModel):
    """Days on which a measure has a status, how it looks then, and the words for it."""

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
    """Days on which a link holds or may hold, and how it looks then."""

    from_: str | None = Field(alias="from")
    to: str | None
    holds: Literal["yes", "possible"]
    look: str
    basis: Basis | None


class SceneNode(StrictModel):
    """An entity with its place, in pixels at full size, and what is told of it in rows of a name and a value."""

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
    """A link with its bend; `subject` and `object` are ids of nodes."""

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
    """A subgraph of all days, as it is drawn."""

    nodes: list[SceneNode]
    links: list[SceneLink]
    headings: list[tuple[int, str, int]]
    top: int
    days: list[str]
    reach: dict[str, int]
    more: dict[str, int]
    truncated: bool


class HeldOffBy(StrictModel):
    """What holds off a snap-back: the pause before it, who said so, and the links that bear on its end."""

    pause: Period | None
    statement: Statement | None
    links: list[Link]


class CalendarEvent(StrictModel):
    """Something that happens to a measure on a day, or at the latest on `date_latest`."""

    date: str
    date_latest: str | None
    event: Literal[
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
    held_off_by: HeldOffBy | None


class FactNamed(StrictModel):
    """A fact by its id and ends."""

    fact_id: str
    type: str
    subject: Reference
    object: Reference


class Says(StrictModel):
    """What one side of a dispute says."""

    valid_from: str | None
    valid_to: str | None
    properties: dict[str, Any]
    stance: Literal["asserts", "denies"]


class Side(StrictModel):
    """One side of a dispute, with the statements for it."""

    says: Says
    statements: list[Statement]


class Dispute(StrictModel):
    """A disputed fact with all its sides; none is picked."""

    fact: FactNamed
    why: Literal["dated_differently", "told_differently", "denied"]
    sides: list[Side]
    links: list[Link]


class Deed(Statement):
    """The statement that reports what followed a word, and its date."""

    date: str


class Word(StrictModel):
    """What was threatened, offered, expected or announced, and what followed; null while its time is not over."""

    said: Statement
    said_on: str
    fact_id: str
    type: str
    subject: Reference
    object: Reference
    own: bool
    followed: bool | None
    followed_by: Deed | None
    days_between: int | None
    also_said: list[Statement]


class RecordSummary(StrictModel):
    """The words of a record counted; the rate is of those whose time is over or that were followed."""

    said: int
    followed: int
    open: int
    not_followed: int
    follow_through_rate: float | None
    median_days: float | None


class Record(Page[Word]):
    """Says versus does: a page of words, and a summary of all of them."""

    summary: RecordSummary


class ChainLink(StrictModel):
    """A measure that answers another, or was given for it; `days` lie between their first acts."""

    subject: Reference
    object: Reference
    type: str
    declared: bool
    days: int | None
    fact_id: str | None
    certainty: Literal["asserted", "announced", "expected", "offered", "threatened", "disputed", "inferred"]


class Chain(StrictModel):
    """Measures of which each answers the next; a `cycle` ends where it began."""

    nodes: list[Reference]
    links: list[ChainLink]
    cycle: bool


class Exposure(StrictModel):
    """A measure that reaches a company or a product, and how."""

    measure: Measure
    path: Path
    directness: Literal["targeted", "restricted", "makes", "part_of", "owner", "based_in"]
    strength: int
    exempted_by: list[Link]


class QueryParameter(StrictModel):
    """A parameter of a query of the library."""

    name: str
    type: str
    default: Any
    required: bool
    description: str


class QuerySummary(StrictModel):
    """A query of the library, in words."""

    name: str
    title: str
    question: str
    group: str
    answers: str | None
    parameters: list[QueryParameter]


class QueryDescription(QuerySummary):
    """A query of the library with its Cypher."""

    cypher: str


class Table(StrictModel):
    """A table; `truncated`: there was more than the limit allows; `notes`, if any: what JSON cannot say."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool
    notes: list[str] = []


class CypherRequest(StrictModel):
    """An ad-hoc query. `limit`: at most so many rows."""

    query: str = Field(max_length=65536)
    parameters: dict[str, Any] = Field(default_factory=dict)
    limit: int | None = Field(None, ge=1, le=1_000_000)


class RecordsRequest(StrictModel):
    """Records to add, each as docs/records.md has it."""

    entities: list[dict[str, Any]] = Field(default_factory=list)
    sources: list[dict[str, Any]] = Field(default_factory=list)
    statements: list[dict[str, Any]] = Field(default_factory=list)


class Change(StrictModel):
    """A record as it was taken in: what changed and why. `facts` and `entities` are those that it bears on."""

    cursor: str
    revision: int
    recorded_at: str
    reason: Literal["world_changed", "we_corrected", "retracted", "merged", "deleted"]
    type: Literal["entity", "source", "statement"]
    id: str
    entities: list[str]
    facts: list[str]
    record: dict[str, Any]


class Question(StrictModel):
    """What was asked: a path, and its parameters as they can be asked again."""

    path: str
    parameters: list[tuple[str, str]]


class Receipt(StrictModel):
    """An answer, kept: what any call gives with `receipt=true`."""

    receipt: Literal[1]
    tradegraph: str
    asked_at: str
    revision: int
    question: Question
    as_of: str | None
    known_at: str
    statements: list[str]
    answer: Any


class Changed(StrictModel):
    """What adding records changed; all zero where everything was there already."""

    entities: int
    sources: int
    statements: int
    links_written: int
    links_removed: int
    periods_written: int
    periods_removed: int
    revision: int


class Fault(StrictModel):
    """One thing at fault: where, and what is wrong there."""

    where: str
    message: str


class ProblemDetails(StrictModel):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault]
    request_id: str


class Health(StrictModel):
    """The service runs."""

    status: Literal["ok"]


class Stats(StrictModel):
    """Counts of what the graph holds, the number of writes to it, and the day of the latest source."""

    entities: int
    links: int
    statements: int
    sources: int
    measures: int
    revision: int
    latest_source: str | None


class Readiness(StrictModel):
    """The service can answer; `revision` counts the writes to the graph, `note` is for whoever runs the service."""

    status: Literal["ready"]
    neo4j: Literal["local", "server"]
    revision: int
    note: str | None = None
