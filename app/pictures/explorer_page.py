"""Explorer page: a scene as HTML, drawn by vis-network at positions computed here.

A *linked* page loads its scripts and styles from the service; a *standalone* page is one file that needs no network.
Both have a content security policy that allows nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyvis.network import Network

from app.pictures.assets import SCENE_SCRIPTS
from app.pictures.pages import describe_data_age, format_known_at, title_of
from app.pictures.scene import SceneObject
from app.pictures.scene.build import build_scene
from app.pictures.scene.days import day_text, describe_instant
from app.pictures.scene.styles import BY_TERMS_TEXT, LINE_STYLES, SHAPES, link_phrases
from app.pictures.scene.text import sanitize
from app.pictures.templating import collect_assets, get_environment
from graph.model.dates import format_instant
from graph.model.vocabulary import vocabulary
from graph.queries import MAX_SCENE_ENTITIES, Clocks, SceneRequest

__all__ = ["MAX_LABELLED_LINKS", "PageRequest", "render"]

MAX_LABELLED_LINKS = 40  # with more links, only the labels of the selected ones are shown at first

_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "multiselect": False, "selectConnectedEdges": False, "tooltipDelay": 250},
    "edges": {"selectionWidth": 1.5, "hoverWidth": 0.5, "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}}},
}
_SHORTCUTS = (
    (("↑", "↓", "←", "→"), "move between entities"),
    (("Enter",), "open its details; with Shift, select a second entity"),
    (("Esc",), "close details"),
    (("E",), "expand it"),
    (("H",), "hide it; with Shift, show only this and its neighbours"),
    (("P",), "pin it: show it on every date and with every filter"),
    (("F",), "find paths between the two selected entities"),
    (("A",), "show all that is hidden or filtered out"),
    (("U", "R"), "undo and redo; also Ctrl+Z and Ctrl+Y"),
    (("[", "]"), "go to the previous or next change"),
    (("X",), "show or hide plans and threats"),
    (("L", "T"), "show or hide link labels; show or hide the table"),
    (("+", "−", "0"), "zoom in, zoom out, fit"),
    (("/", "?"), "search; open this help"),
)


@dataclass(frozen=True)
class PageRequest:
    """Request for a page: scene, clocks, and the first view.

    ``known_at`` is as the user gave it, None for now. ``view`` is the part of an address after its ``#``. ``latest``
    is the date of the latest source, None without sources.
    """

    scenery: SceneRequest
    clocks: Clocks
    known_at: str | None = None
    view: str = ""
    latest: str | None = None

    def to_parameters(self) -> dict[str, Any]:
        """Return the request as parameters of ``GET /scene``."""
        wanted = self.scenery.link_filter
        return {
            "id": list(self.scenery.ids),
            "depth": self.scenery.depth,
            "type": list(wanted.types or ()),
            "kind": list(wanted.kinds or ()),
            "limit": self.scenery.limit,
            "then": [str(step) for step in self.scenery.steps],
            "known_at": self.known_at,
        }


class ExplorerNetwork(Network):  # type: ignore[misc]  # pyvis has no types
    """Pyvis network that is rendered by our template instead of pyvis' own page."""

    def __init__(self, page: SceneObject) -> None:
        super().__init__(directed=True)  # undirected networks drop parallel links
        self.path = "explorer.html"
        self.templateEnv = get_environment().overlay()
        self.templateEnv.globals = {**self.templateEnv.globals, "page": page}
        self.options = _OPTIONS


def render(scene: SceneObject, asked: PageRequest, query: str, *, standalone: bool, static_url: str = "static") -> str:
    """Render a scene as a complete HTML document.

    ``query`` is the Cypher of *Copy as Cypher*, ``static_url`` the address of ``static_files`` for a linked page. Equal
    scenes give equal pages. Text from the graph is never markup.
    """
    all_ = build_scene(scene)
    nodes, links = all_.pop("nodes"), all_.pop("links")
    known_at = format_instant(asked.clocks.known_at)
    title = title_of(asked.scenery.ids, {node["id"]: node["name"] for node in nodes})
    data = sanitize(
        {
            "title": title,
            "as_of": asked.clocks.day,
            "known_at": known_at,
            "asked": asked.to_parameters(),
            "view": asked.view,
            "standalone": standalone,
            "labels": len(links) <= MAX_LABELLED_LINKS,
            "most": MAX_SCENE_ENTITIES,
            "texts": {"looks": LINE_STYLES, "by_terms": BY_TERMS_TEXT, "links": link_phrases()},
            "known_text": describe_instant(asked.clocks.known_at),
            "latest_source": asked.latest,
        }
    ) | {"cypher": query}  # not sanitized, to keep its line breaks
    page = {
        **{key: data[key] for key in ("title", "as_of", "labels")},
        **describe_data_age(asked.latest, asked.clocks.day),
        "known_day": known_at[: len("2026-11-30")],
        "known_given": asked.known_at or "",
        "known_shown": format_known_at(asked.clocks, asked.known_at),
        "heading": f"{title}, as of {day_text(asked.clocks.day)}",
        "sort": "scene",
        "note": _describe_truncation(all_, len(nodes)),
        "shortcuts": _SHORTCUTS,
        "up": "",
        "scene": all_,
        "data": data,
        **_describe_views(asked),
        **collect_assets(SCENE_SCRIPTS, standalone=standalone, static_url=static_url),
    }
    return _render_html(page, nodes, links)


def _describe_views(asked: PageRequest) -> SceneObject:
    """Return the addresses of the board and the timeline, empty if the request has none."""
    ids = asked.scenery.ids
    kinds = [vocabulary().kind_of(i) for i in ids]
    if len(ids) > 2 or None in kinds or (len(ids) == 2 and not set(kinds) <= set(vocabulary().actor_kinds)):
        return {"board": "", "timeline": "", "timeline_path": "", "timeline_view": ""}
    clocks = {"as_of": asked.clocks.day, "known_at": asked.known_at}
    given = {key: value for key, value in {"id": list(ids), **clocks}.items() if value}
    query = urlencode(given, doseq=True, safe=":")
    history = kinds == ["Measure"]
    path = "picture/timeline" if history else "picture"
    return {
        "board": f"picture?{query}&view=board",
        "timeline": f"{path}?{query}" + ("" if history else "&view=timeline"),
        "timeline_path": path,
        "timeline_view": "" if history else "timeline",
    }


def _render_html(page: SceneObject, nodes: Sequence[SceneObject], links: Sequence[SceneObject]) -> str:
    picture = ExplorerNetwork(page)
    for node in nodes:
        rest = {key: value for key, value in node.items() if key != "id"}
        picture.add_node(node["id"], label=node["name"], shape=SHAPES.get(node["group"], SHAPES["actor"]), **rest)
    for link in links:
        picture.add_edge(link["subject"], link["object"], **link)
    return str(picture.generate_html())


def _describe_truncation(scene: SceneObject, nodes: int) -> str:
    """Return a sentence if the picture does not show everything."""
    if not scene["truncated"]:
        return ""
    return f"The picture starts with {nodes} entities. There are more."
