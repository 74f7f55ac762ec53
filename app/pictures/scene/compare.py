"""Comparison: one part of the graph on two days, with the changes between them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from app.pictures.scene import SceneObject
from app.pictures.scene.days import day_text, last_day
from app.pictures.scene.edge_routing import middle, svg_path
from app.pictures.scene.styles import BY_TERMS, link_phrase
from graph.model.vocabulary import vocabulary

ChangeRows = list[dict[str, Any]]

#: Changes of a node or link between the two days, with their texts.
CHANGES = {"new": "new", "ended": "ended", "status": "status changed", "dates": "dates changed"}
_EDGE, _EDGE_OF_BENDS = 24, 60


def changed_measures(scene: SceneObject, days: tuple[str, str]) -> list[str]:
    """Return the measures of a scene whose status differs between the two days."""
    return [node["id"] for node in scene["nodes"] if len({_status(_find_span(node["spans"], day)) for day in days}) > 1]


def compare(
    scene: SceneObject, days: tuple[str, str], asked: Collection[str], sources: Mapping[str, SceneObject]
) -> dict[str, Any]:
    """Compare a scene on two days.

    ``scene`` is the result of ``build_scene``. ``asked`` are the ids that are shown even without a link. ``sources``
    has the ``fact_id``, ``actor`` and ``source`` of each new status by the measure's id. Returns two ``pictures`` with
    the ``change`` of each node and link, the ``changes`` as rows in the order of time, the ``box`` of the drawing, and
    the statuses that need ``hatches``.
    """
    links, rows = _compare_links(scene, days)
    present = [_find_visible(scene, day, asked) for day in days]
    nodes, of_status = _compare_nodes(scene, days, present, links, sources)
    names = {node["id"]: node["name"] for node in scene["nodes"]}
    for row in rows:
        link = row.pop("link")
        row["what"] = _describe_link(link, names)
    pictures = [_build_picture(scene, day, there, links, nodes) for day, there in zip(days, present, strict=True)]
    order = list(CHANGES)
    hatches = {node["status"] for picture in pictures for node in picture["nodes"] if node["by_terms"]}
    return {
        "pictures": pictures,
        "changes": sorted(of_status + rows, key=lambda row: (row["day"], order.index(row["change"]), row["what"])),
        "box": _box(scene),
        "hatches": sorted(hatches),
    }


def _describe_link(link: SceneObject, names: Mapping[str, str]) -> str:
    said = f"{names[link['subject']]} {link_phrase(link['type'])} {names[link['object']]}"
    return said if link["certainty"] == "asserted" else f"{said} ({link['certainty']})"


def _find_span(spans: Iterable[SceneObject], day: str) -> SceneObject | None:
    """Return the span that contains a day."""
    return next((s for s in spans if (s["from"] or "") <= day and (s["to"] is None or day < s["to"])), None)


def _status(span: SceneObject | None) -> tuple[str | None, bool]:
    return (span.get("status"), span.get("basis") == BY_TERMS) if span else (None, False)


def _find_visible(scene: SceneObject, day: str, asked: Collection[str]) -> set[str]:
    """Return the nodes shown on a day: linked ones and requested ones."""
    on = [link for link in scene["links"] if _find_span(link["spans"], day)]
    return {link[end] for link in on for end in ("subject", "object")} | set(asked)


def _compare_links(scene: SceneObject, days: tuple[str, str]) -> tuple[dict[str, str], ChangeRows]:
    """Return the changes of links, by link id and as rows.

    The end of an act's effect is not a change of the act. If one link of a fact ended and another started, the dates of
    the fact changed.
    """
    gone, come = defaultdict(list), defaultdict(list)
    for link in scene["links"]:
        there = [_find_span(link["spans"], day) is not None for day in days]
        if there == [True, False]:
            gone[link["fact_id"]].append(link)
        elif there == [False, True]:
            come[link["fact_id"]].append(link)
    changes: dict[str, str] = {}
    rows: ChangeRows = []
    for fact in sorted(gone.keys() | come.keys()):
        for before, after in zip_longest(gone[fact], come[fact]):
            row = _compare_link(before, after)
            if row is None:
                continue
            rows.append(row)
            changes |= {link["link_id"]: row["change"] for link in (before, after) if link}
    return changes, rows


def _compare_link(before: SceneObject | None, after: SceneObject | None) -> dict[str, Any] | None:
    """Return the row of a changed link; None for a past act."""
    if after is None:
        if before is None or _is_act(before["type"]):
            return None
        end = before["valid_to"]
        return _row("ended", before, before["spans"][-1]["to"], end and last_day(end), before["dates"])
    start = after["spans"][0]["from"]
    shown = day_text(after["valid_from"]) if after["valid_from"] else start and f"from {day_text(start)}"
    if before is None:
        return _row("new", after, start, shown, after["dates"])
    return _row("dates", after, start, shown, f"{before['dates']} → {after['dates']}")


def _row(change: str, link: SceneObject, day: str | None, shown: str | None, how: str) -> dict[str, Any]:
    rest = {"actor": "", "source": "", "fact_id": link["fact_id"]}
    return {"change": change, "link": link, "day": day or "", "date": shown or "not known", "how": how, **rest}


def _is_act(relationship: str) -> bool:
    known = vocabulary().relationships.get(relationship)
    return known is not None and known.temporal == "act"


def _compare_nodes(
    scene: SceneObject,
    days: tuple[str, str],
    present: Sequence[set[str]],
    links: Mapping[str, str],
    sources: Mapping[str, SceneObject],
) -> tuple[dict[str, str], ChangeRows]:
    """Return the changes of nodes by id, and the rows of changed statuses."""
    left = {
        link[end] for link in scene["links"] if links.get(link["link_id"]) == "ended" for end in ("subject", "object")
    }
    changes, rows = {}, []
    for node in scene["nodes"]:
        there = [node["id"] in shown for shown in present]
        before, after = (_find_span([*node["spans"], *node["without"]], day) for day in days)
        if any(there) and _status(before) != _status(after):
            changes[node["id"]] = "status"
            rows.append(_status_row(node, before or {}, after or {}, sources.get(node["id"], {})))
        elif there == [False, True]:
            changes[node["id"]] = "new"
        elif there == [True, False] and node["id"] in left:
            changes[node["id"]] = "ended"
    return changes, rows


def _status_row(node: SceneObject, before: SceneObject, after: SceneObject, source: SceneObject) -> dict[str, Any]:
    since = after.get("from")
    return {
        "change": "status",
        "day": since or "",
        "date": day_text(since) if since else "not known",
        "what": node["name"],
        "how": f"{before.get('text', '')} → {after.get('text', '')}",
        "actor": source.get("actor", ""),
        "source": source.get("source", ""),
        "fact_id": source.get("fact_id"),
    }


def find_causing_act(scene: SceneObject, measure_id: str, day: str) -> str | None:
    """Return the fact whose act started a measure's status on a day, or None.

    An extended status was started by an earlier act; a status by its own terms was started by no act.
    """
    span = next((_find_span(node["spans"], day) for node in scene["nodes"] if node["id"] == measure_id), None)
    known = vocabulary().relationships
    acts = [
        link["fact_id"]
        for link in scene["links"]
        if span and link["object"]["id"] == measure_id and link["type"] in known
        if known[link["type"]].status == span["status"] and link["certainty"] == "asserted"
        if link["spans"] and link["spans"][0]["from"] == span["from"]
    ]
    return min(acts, default=None)


def find_source(fact: SceneObject, statement_id: str | None) -> dict[str, str]:
    """Return the actor and source of a statement, by default the first asserting one."""
    asserting = [s for s in fact["statements"] if s["stance"] == "asserts"] or fact["statements"]
    said = next((s for s in fact["statements"] if s["id"] == statement_id), asserting[0])
    source = f"{said['source']['publisher']}, {day_text(said['source']['published_on'])}"
    return {"fact_id": fact["fact_id"], "actor": fact["subject"]["name"], "source": source}


def _build_picture(
    scene: SceneObject, day: str, there: set[str], links: Mapping[str, str], nodes: Mapping[str, str]
) -> dict[str, Any]:
    at = {node["id"]: (node["x"], node["y"]) for node in scene["nodes"]}
    drawn_links = [
        {
            "path": svg_path(at[link["subject"]], at[link["object"]], link["bend"]),
            "arrow": middle(at[link["subject"]], at[link["object"]], link["bend"]) if link["arrow"] else None,
            "title": f"{link['label']}: {link['dates']}",
            "look": "by-terms" if span["basis"] == BY_TERMS else span["look"],
            "change": links.get(link["link_id"], ""),
        }
        for link in scene["links"]
        if (span := _find_span(link["spans"], day))
    ]
    drawn_nodes = []
    for node in scene["nodes"]:
        if node["id"] in there:
            span = _find_span([*node["spans"], *node["without"]], day) or {"look": "holds"}
            rest = {key: node[key] for key in ("x", "y", "width", "height", "lines", "group", "name")}
            status = {key: span.get(key) for key in ("look", "status", "text", "word")}
            by_terms = span.get("basis") == BY_TERMS
            drawn_nodes.append({**rest, **status, "by_terms": by_terms, "change": nodes.get(node["id"], "")})
    return {"day": day, "nodes": drawn_nodes, "links": drawn_links}


def _box(scene: SceneObject) -> dict[str, int]:
    """Return the SVG view box around all nodes."""
    nodes = scene["nodes"]
    left = min(n["x"] - n["width"] / 2 for n in nodes) - _EDGE
    right = max(n["x"] + n["width"] / 2 for n in nodes) + _EDGE
    top = min(n["y"] - n["height"] / 2 for n in nodes) - _EDGE_OF_BENDS
    bottom = max(n["y"] + n["height"] / 2 for n in nodes) + _EDGE_OF_BENDS
    return {"x": round(left), "y": round(top), "width": round(right - left), "height": round(bottom - top)}
