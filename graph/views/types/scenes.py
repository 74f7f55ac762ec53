"""Subgraphs of all days, which ``app.pictures`` places and draws."""

from typing import Any, NotRequired

from typing_extensions import TypedDict

from graph.views.types.entities import EntityKeys, EntityResponse

#: Days from ``from`` until before ``to``, null where open, with their values: ``holds`` and further keys.
Interval = dict[str, Any]


class SceneEntity(EntityKeys, closed=True):
    """Entity of a scene; ``spans`` are the intervals of a measure's status."""

    spans: list[Interval]


class SceneGraph(TypedDict, closed=True):
    """Subgraph of all days.

    A link has the keys of `LinkResponse` except ``holds``, and ``spans``, the intervals in which it holds.
    ``batches`` has the ids in the order in which they joined, ``reach`` the hops around each entity that are shown.
    ``capped`` has the nodes with as many links as ``more`` says, or more.
    """

    nodes: list[SceneEntity]
    links: list[dict[str, Any]]
    more: dict[str, int]
    capped: NotRequired[list[str]]
    batches: list[list[str]]
    reach: dict[str, int]
    truncated: bool


class StatusHistory(TypedDict, closed=True):
    """Measure, and the intervals of its status as known from each instant on."""

    measure: EntityResponse
    versions: list[tuple[str, list[Interval]]]
