"""Responses that show a hub as a board: columns of groups of rows."""

from typing import Literal

from typing_extensions import TypedDict

from graph.views.types.entities import Basis, Reference, Status
from graph.views.types.links import Certainty, LinkResponse
from graph.views.types.scenes import Interval

#: How a member is tied to the entity of the board.
Relation = Literal["itself", "body", "official", "whole", "part", "makes", "makes_part_of", "owner", "based_in"]
Place = Literal["left", "middle", "right"]
Grouping = Literal["kind", "authority", "product", "status", "year", "path"]


class BoardMember(TypedDict, closed=True):
    """Entity that is included with the board's entity, or that ties it to measures.

    ``measures`` counts the measures on which it acted.
    """

    entity: Reference
    relation: Relation
    title: str | None
    measures: int
    fact_ids: list[str]


class BoardLink(TypedDict, closed=True):
    """Link behind a row; `member` is its end on the side of the board's entity."""

    member: str
    relation: Relation
    link: LinkResponse


class MeasureLife(TypedDict, closed=True):
    """A measure's status on the day and over time, and what groups it."""

    measure_kind: str
    status: Status | None
    status_basis: Basis | None
    status_fact_id: str | None
    spans: list[Interval]
    plans: list[tuple[str, Certainty]]
    authorities: list[Reference]
    products: list[Reference]
    targets: list[Reference]
    answers: list[str]


class BoardRow(TypedDict, closed=True):
    """Entity in a column, and the links that put it there.

    ``reach`` is the closest member by which it is linked; ``part_of`` names the row above, of which it is a part.
    """

    entity: Reference
    reach: Relation
    measure: MeasureLife | None
    links: list[BoardLink]
    certainty: Certainty
    n_sources: int
    fact_ids: list[str]
    part_of: str | None


class BoardGroup(TypedDict, closed=True):
    """Rows of one heading; ``count`` and ``statuses`` also count the rows left out."""

    key: str
    title: str
    count: int
    statuses: dict[str, int]
    rows: list[BoardRow]


class BoardColumn(TypedDict, closed=True):
    """Column of a board; `capped` if it has 1000 rows or more."""

    place: Place
    title: str
    count: int
    capped: bool
    groups: list[BoardGroup]


class BoardPair(TypedDict, closed=True):
    """Measure of one side, and the measure of the other side that it answers."""

    answer: str
    cause: str


class Board(TypedDict, closed=True):
    """Board of one entity or of two actors, as columns of groups of rows."""

    foci: list[Reference]
    rolled_up: bool
    group_by: Grouping
    members: list[BoardMember]
    columns: list[BoardColumn]
    pairs: list[BoardPair]
