"""Responses that hold a subgraph: of one day, or of all days for a scene."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NotRequired

from typing_extensions import TypedDict

from graph.store.store import Row
from graph.views import intervals, measures, responses
from graph.views.types.links import GraphResponse, LinkResponse
from graph.views.types.scenes import SceneGraph


def serialize_graph(row: Row, as_of: str, *, cut: bool) -> GraphResponse:
    """Return a subgraph; ``more`` counts, by node, the links that lead out of it."""
    links = [responses.serialize_link(r, as_of) for r in row["links"]]
    return {
        "nodes": [measures.serialize_node(n["entity"], n["period"], as_of) for n in row["nodes"]],
        "links": links,
        "truncated": cut,
        **_count_outside_links(row["nodes"], links),
    }


def serialize_scene(row: Row, batches: list[list[str]], reach: dict[str, int], *, cut: bool) -> SceneGraph:
    """Return a subgraph of all days: each link and each measure with its ``spans``."""
    links = [responses.serialize_link(r, intervals.FIRST_DAY) for r in row["links"]]
    return {
        "nodes": [
            {**responses.serialize_entity_core(n["entity"]), "spans": intervals.status_intervals(n["periods"])}
            for n in row["nodes"]
        ],
        "links": [
            {key: value for key, value in link.items() if key != "holds"} | {"spans": intervals.link_intervals(r)}
            for link, r in zip(links, row["links"], strict=True)
        ],
        **_count_outside_links(row["nodes"], links),
        "batches": batches,
        "reach": reach,
        "truncated": cut,
    }


class _OutsideLinks(TypedDict, closed=True):
    more: dict[str, int]
    capped: NotRequired[list[str]]


def _count_outside_links(nodes: Sequence[Row], links: Iterable[LinkResponse]) -> _OutsideLinks:
    """Count each node's links that lead out of a subgraph; zeros are left out."""
    inside = Counter(end["id"] for link in links for end in (link["subject"], link["object"]))
    capped = [n["entity"]["id"] for n in nodes if n["degree"] > responses.MAX_COUNTED]
    more = {n["entity"]["id"]: n["degree"] - inside[n["entity"]["id"]] for n in nodes}
    counts = {node: count for node, count in more.items() if count > 0}
    # Their other links are too many to be counted here, so it is the number of those that are surely outside.
    counts |= {node: max(responses.MAX_COUNTED - inside[node], 1) for node in capped}
    return {"more": counts, "capped": capped} if capped else {"more": counts}
