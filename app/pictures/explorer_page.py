"""A scene as HTML, drawn by vis-network in the browser from positions worked out here.

:func:`render` takes the answer of ``Answers.scene`` and gives the page. It comes in two modes: *linked*, where script
and style are files of ``static_files`` that the service serves, and *standalone*, one file that needs no network.
Both say in a content security policy that nothing else may run or load.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyvis.network import Network

from app.pictures.assets import SCENE_SCRIPTS
from app.pictures.pages import describe_data_age, format_known_at, title_of
from app.pictures.scene.build import build_scene
from app.pictures.scene.days import day_text, describe_instant
from app.pictures.scene.styles import BY_TERMS_TEXT, LINE_STYLES, SHAPES
from app.pictures.scene.text import sanitize
from app.pictures.templating import collect_assets, get_environment
from graph.model.dates import format_instant
from graph.queries import MAX_SCENE_ENTITIES, Clocks, SceneRequest

__all__ = ["MAX_LABELLED_LINKS", "PageRequest", "render"]

MAX_LABELLED_LINKS = 40  # with more links than this their labels are shown for what is selected, until asked for

ExplorerRecord = Mapping[str, Any]
_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "multiselect": False, "selectConnectedEdges": False, "tooltipDelay": 250},
    "edges": {"selectionWidth": 1.5, "hoverWidth": 0.5, "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}}},
}
_SHORTCUTS = (
    (("↑", "↓", "←", "→"), "go from entity to entity"),
    (("Enter",), "details of it; with Shift as the second of two"),
    (("Esc",), "close the details"),
    (("E",), "expand it"),
    (("H",), "hide it; with Shift, show only it and its neighbours"),
    (("P",), "pin it: it stays, whatever the day and the filters"),
    (("F",), "find the path between the two that are picked"),
    (("A",), "show all that was hidden or filtered out"),
    (("U", "R"), "undo and redo; also Ctrl+Z and Ctrl+Y"),
    (("[", "]"), "to the change before, to the next change"),
    (("X",), "with or without plans and threats"),
    (("L", "T"), "labels of links; table"),
    (("+", "−", "0"), "larger, smaller, all of it"),
    (("/", "?"), "search; these keys"),
)


@dataclass(frozen=True)
class PageRequest:
    """What a page was asked for, so that it can ask on: the scene, both clocks, and the view that it begins with.

    ``known_at`` is as the user gave it, None for now. ``view`` is what an address has after its ``#``. ``latest`` is
    the day of the latest source, None where there is none.
    """

    scenery: SceneRequest
    clocks: Clocks
    known_at: str | None = None
    view: str = ""
    latest: str | None = None

    def to_parameters(self) -> dict[str, Any]:
        """The same by the names of the parameters of ``GET /scene``."""
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
    """A pyvis network that is rendered by our template, with nothing of pyvis' own page in it."""

    def __init__(self, page: Mapping[str, Any]) -> None:
        super().__init__(directed=True)  # undirected networks drop parallel links
        self.path = "explorer.html"
        self.templateEnv = get_environment().overlay()
        self.templateEnv.globals = {**self.templateEnv.globals, "page": page}
        self.options = _OPTIONS


def render(
    scene: ExplorerRecord, asked: PageRequest, query: str, *, standalone: bool, static_url: str = "static"
) -> str:
    """Draw a scene.

    In: the answer of ``Answers.scene``; what was asked for; the Cypher that a picture is copied as; whether the page
    must stand alone; and where ``static_files`` are served, for a linked page. Out: a complete HTML document. The
    same scene gives the same page. Text from the graph is never markup.
    """
    all_ = build_scene(scene)
    nodes, links = all_.pop("nodes"), all_.pop("links")
    known_at = format_instant(asked.clocks.known_at)
    title = title_of(asked.scenery.ids, {node["id"]: node["name"] for node in nodes})
    told = sanitize(
        {
            "title": title,
            "as_of": asked.clocks.day,
            "known_at": known_at,
            "asked": asked.to_parameters(),
            "view": asked.view,
            "standalone": standalone,
            "labels": len(links) <= MAX_LABELLED_LINKS,
            "most": MAX_SCENE_ENTITIES,
            "texts": {"looks": LINE_STYLES, "by_terms": BY_TERMS_TEXT},
            "known_text": describe_instant(asked.clocks.known_at),
            "latest_source": asked.latest,
        }
    ) | {"cypher": query}  # in lines, as the library has it
    page = {
        **{key: told[key] for key in ("title", "as_of", "labels")},
        **describe_data_age(asked.latest, asked.clocks.day),
        "known_day": known_at[: len("2026-11-30")],
        "known_shown": format_known_at(asked.clocks, asked.known_at),
        "heading": f"{title}, as of {day_text(asked.clocks.day)}",
        "sort": "scene",
        "note": _describe_truncation(all_, len(nodes)),
        "shortcuts": _SHORTCUTS,
        "up": "",
        "scene": all_,
        "told": told,
        **collect_assets(SCENE_SCRIPTS, standalone=standalone, static_url=static_url),
    }
    return _render_html(page, nodes, links)


def _render_html(page: ExplorerRecord, nodes: Sequence[ExplorerRecord], links: Sequence[ExplorerRecord]) -> str:
    picture = ExplorerNetwork(page)
    for node in nodes:
        rest = {key: value for key, value in node.items() if key != "id"}
        picture.add_node(node["id"], label=node["name"], shape=SHAPES.get(node["group"], SHAPES["actor"]), **rest)
    for link in links:
        picture.add_edge(link["subject"], link["object"], **link)
    return str(picture.generate_html())


def _describe_truncation(scene: ExplorerRecord, nodes: int) -> str:
    """What the picture leaves out, in a sentence; nothing when it leaves out nothing."""
    if not scene["truncated"]:
        return ""
    return f"There is more than the {nodes} entities that the picture begins with."
