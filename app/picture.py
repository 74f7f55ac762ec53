"""The picture of a graph: one HTML page, drawn by vis-network in the browser from positions worked out here.

:func:`render` takes the answer of ``GET /graph`` and gives the page. It comes in two modes: *linked*, where script and
style are files of :func:`static_files` that the service serves, and *standalone*, one file that needs no network.
Both say in a content security policy that nothing else may run or load.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from app.explorer.assets import HERE, SCRIPTS, STYLES, StaticFile, content_security_policy, inline, static_files
from app.explorer.curves import Curves
from app.explorer.looks import SHAPES, legend, link_label, link_look, measure_look
from app.explorer.texts import entity_rows, link_cells, link_rows, plain
from app.layout import Box, Layout, group_of, lay_out
from graph.vocabulary import vocabulary

__all__ = ["LABELS_UP_TO", "MAX_NODES", "StaticFile", "content_security_policy", "render", "static_files"]

MAX_NODES = 500  # more than this is a hairball: the rest is in the tables only
LABELS_UP_TO = 40  # with more links than this their labels are shown for what is selected, until asked for

Record = Mapping[str, Any]
_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "multiselect": False, "selectConnectedEdges": False, "tooltipDelay": 250},
    "edges": {"selectionWidth": 1.5, "hoverWidth": 0.5, "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}}},
}


class Picture(Network):  # type: ignore[misc]  # pyvis has no types
    """A pyvis network that is rendered by our template, with nothing of pyvis' own page in it."""

    def __init__(self, page: Mapping[str, Any]) -> None:
        super().__init__(directed=True)  # undirected networks drop parallel links
        self.path = "picture.html"
        self.templateEnv = _environment().overlay()
        self.templateEnv.globals = {**self.templateEnv.globals, "page": page}
        self.options = _OPTIONS


def render(
    graph: Record, *, title: str, as_of: str, known_at: str, standalone: bool, static_url: str = "/static"
) -> str:
    """Draw a graph.

    In: the answer of ``GET /graph``; what stands above the picture; the dates it was asked for; whether the page must
    stand alone; and where :func:`static_files` are served, for a linked page. Out: a complete HTML document. The same
    graph gives the same page. Text from the graph is never markup.
    """
    graph = plain(graph)
    links = [link for link in graph["links"] if link["subject"].get("id") and link["object"].get("id")]
    entities = _entities(graph["nodes"], links)
    drawn = entities[:MAX_NODES]
    layout = lay_out(drawn, links)
    nodes = [_node(entity, layout.boxes[entity["id"]], graph.get("more") or {}) for entity in drawn]
    edges = _edges(links, layout, {e["id"]: measure_look(e) for e in drawn}, standalone)
    page = {
        "title": plain(title) or "Picture",
        "as_of": plain(as_of),
        "known_at": plain(known_at),
        "standalone": standalone,
        "note": _note(graph, entities),
        "headings": layout.headings,
        "top": layout.top,
        "labels": len(links) <= LABELS_UP_TO,
        "legend": legend(nodes, edges),
        "entities": [{**e, "rows": entity_rows(e)} for e in entities],
        "links": [{**link, "cells": link_cells(link), **_evidence(link, standalone)} for link in links],
        **_assets(standalone, static_url),
    }
    return _html(page, nodes, edges)


def _html(page: Record, nodes: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]]) -> str:
    picture = Picture(page)
    for node in nodes:
        picture.add_node(node.pop("id"), **node)
    for edge in edges:
        picture.add_edge(edge.pop("from"), edge.pop("to"), **edge)
    return str(picture.generate_html())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "allow_nan": False}
    return environment


def _assets(standalone: bool, static_url: str) -> dict[str, Any]:
    """The page's own scripts and styles: addresses when linked, their text when standalone."""
    if standalone:
        return {
            "policy": content_security_policy(standalone=True, header=False),
            "scripts": [Markup(inline(name)) for name in SCRIPTS],  # noqa: S704 -- our own files, checked by inline()
            "styles": [Markup(inline(name)) for name in STYLES],  # noqa: S704
        }
    base = static_url.rstrip("/")
    return {"scripts": [f"{base}/{name}" for name in SCRIPTS], "styles": [f"{base}/{name}" for name in STYLES]}


def _entities(given: Sequence[Record], links: Sequence[Record]) -> list[dict[str, Any]]:
    """Each entity once, with a ``label`` that is never empty; the end of a link that was not given is taken from it."""
    ends = [link[end] for link in links for end in ("subject", "object")]
    found: dict[str, dict[str, Any]] = {}
    for entity in [*given, *ends]:
        if entity["id"] not in found:
            kind = str(entity.get("kind") or "").strip() or "Unknown"
            name = str(entity.get("name") or "").strip()
            found[entity["id"]] = {**entity, "kind": kind, "label": name or f"(unnamed {kind})"}
    return list(found.values())


def _node(entity: Record, box: Box, more: Mapping[str, int]) -> dict[str, Any]:
    """A node as pyvis takes it, with what the page's script needs to draw and to tell of it."""
    rows = entity_rows(entity)
    if more.get(entity["id"]):
        rows.append(("Links not shown", str(more[entity["id"]])))
    group = group_of(entity["kind"])
    return {
        "id": entity["id"],
        "label": entity["label"],
        "group": group,
        "shape": SHAPES.get(group, SHAPES["actor"]),
        "x": box.x,
        "y": box.y,
        "box": [box.width, box.height],
        "lines": box.lines,
        "kind": entity["kind"],
        "look": measure_look(entity),
        "rows": rows,
    }


def _edges(
    links: Sequence[Record], layout: Layout, measures: Mapping[str, str], standalone: bool
) -> list[dict[str, Any]]:
    """The links between drawn nodes, as pyvis takes them; those that join the same two nodes are bent apart."""
    edges: list[dict[str, Any]] = []
    curves = Curves(layout.boxes)
    for link in sorted(links, key=lambda each: (each["type"], str(each.get("link_id")))):
        start, end = link["subject"]["id"], link["object"]["id"]
        if start not in layout.boxes or end not in layout.boxes:
            continue
        edges.append(
            {
                "from": start,
                "to": end,
                "id": str(len(edges)),
                "link_id": link.get("link_id"),
                "label": link_label(link),
                "look": link_look(link, measures),
                "smooth": curves.choose(start, end),
                "rows": link_rows(link),
                **({"arrows": ""} if _both_ways(link["type"]) else {}),
                **_evidence(link, standalone),
            }
        )
    return edges


def _both_ways(relationship: str) -> bool:
    """Whether a link has no direction, so that an arrow would tell what nobody said."""
    known = vocabulary().relationships.get(relationship)
    return known is not None and known.symmetric


def _evidence(link: Record, standalone: bool) -> dict[str, Any]:
    """Where the statements behind a link are: an address in a linked page, only the id in one that stands alone."""
    fact = str(link.get("fact_id") or "")
    return {"fact_id": fact, "href": f"/facts/{quote(fact, safe='')}" if fact and not standalone else ""}


def _note(graph: Record, entities: Sequence[Record]) -> str:
    """What the picture leaves out, in a sentence or two; nothing when it leaves out nothing."""
    sentences = []
    if len(entities) > MAX_NODES:
        sentences.append(f"Only {MAX_NODES} of {len(entities)} entities are drawn; the tables below hold all.")
    more = {key: n for key, n in (graph.get("more") or {}).items() if isinstance(n, int) and n > 0}
    if more:
        names = {e["id"]: e["label"] for e in entities}
        most = sorted(more, key=lambda key: (-more[key], key))
        told = ", ".join(f"{names.get(key, key)} {more[key]}" for key in most[:3])
        sentences.append(f"{sum(more.values())} more links are not shown ({told}{', …' if len(most) > 3 else ''}).")
    elif graph.get("truncated"):
        sentences.append("There is more than is shown here: ask for fewer kinds or a smaller depth.")
    return " ".join(sentences)
