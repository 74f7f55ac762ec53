"""Drawable scene: places of nodes, bends of links, and their styles on every day.

The page has no date logic: it only looks up the span that contains a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.pictures.scene import SceneObject
from app.pictures.scene.edge_routing import EdgeRouter
from app.pictures.scene.incremental_layout import place_new_nodes
from app.pictures.scene.layout import HEADINGS, Layout, group_of, lay_out
from app.pictures.scene.status_lines import describe_statuses, find_statusless_spans
from app.pictures.scene.styles import depends_on_measure, link_label, link_style
from app.pictures.scene.text import entity_rows, link_dates, link_rows, sanitize
from graph.model.vocabulary import vocabulary
from graph.views import intervals


def build_scene(scene: SceneObject) -> dict[str, Any]:
    """Add places and styles to a scene, for ``GET /scene`` and the page.

    Equal scenes give equal places. An additional step does not move existing nodes.
    """
    scene = sanitize(scene)
    entities = {entity["id"]: _add_label(entity) for entity in scene["nodes"]}
    links = scene["links"]
    layout = _lay_out_batches([[entities[i] for i in batch if i in entities] for batch in scene["batches"]], links)
    lives = {i: describe_statuses(entity["spans"]) for i, entity in entities.items()}
    without = {
        i: _find_statusless_spans(i, lives[i], links)
        for i, entity in entities.items()
        if group_of(entity["kind"]) == "measure"
    }
    nodes = [
        _node(entities[i], lives[i], without.get(i, []), layout)
        for batch in scene["batches"]
        for i in batch
        if i in entities
    ]
    return {
        "nodes": nodes,
        "links": _links(links, layout, {i: [*life, *without.get(i, [])] for i, life in lives.items()}),
        "headings": [[x, text, HEADINGS.index(text)] for x, text in layout.headings],
        "top": layout.top,
        "days": _days(nodes, links),
        "reach": scene["reach"],
        "more": scene["more"],
        **({"capped": scene["capped"]} if scene.get("capped") else {}),
        "truncated": scene["truncated"],
    }


def _lay_out_batches(batches: Sequence[Sequence[SceneObject]], links: Sequence[SceneObject]) -> Layout:
    """Place all batches in turn; later batches do not move earlier ones."""
    there: list[SceneObject] = list(batches[0]) if batches else []
    layout = lay_out(there, links)
    for batch in batches[1:]:
        there += batch
        layout = place_new_nodes(layout, there, links)
    return layout


def _add_label(entity: SceneObject) -> dict[str, Any]:
    """Add a ``label`` that is never empty to an entity."""
    kind = str(entity.get("kind") or "").strip() or "Unknown"
    return {**entity, "kind": kind, "label": str(entity.get("name") or "").strip() or f"(unnamed {kind})"}


def _find_statusless_spans(
    entity_id: str, life: Sequence[SceneObject], links: Sequence[SceneObject]
) -> list[dict[str, Any]]:
    return find_statusless_spans(life, [link for link in links if link["object"]["id"] == entity_id])


def _node(
    entity: SceneObject, life: Sequence[SceneObject], without: Sequence[SceneObject], layout: Layout
) -> dict[str, Any]:
    box = asdict(layout.boxes[entity["id"]])
    return {
        "id": entity["id"],
        "kind": entity["kind"],
        "name": entity["label"],
        "group": group_of(entity["kind"]),
        **{key: box[key] for key in ("x", "y", "width", "height", "column")},
        "lines": list(box["lines"]),
        "spans": list(life),
        "without": list(without),
        "rows": entity_rows(entity),
    }


def _links(
    links: Sequence[SceneObject], layout: Layout, lives: Mapping[str, Sequence[SceneObject]]
) -> list[dict[str, Any]]:
    """Return the links between nodes of the scene; parallel links get different bends."""
    curves = EdgeRouter(layout.boxes)
    out = []
    for link in sorted(links, key=lambda each: (each["type"], str(each.get("link_id")))):
        start, end = link["subject"]["id"], link["object"]["id"]
        if start not in layout.boxes or end not in layout.boxes:
            continue
        out.append(
            {
                "link_id": link["link_id"],
                "fact_id": link["fact_id"],
                "type": link["type"],
                "subject": start,
                "object": end,
                "valid_from": link["valid_from"],
                "valid_to": link["valid_to"],
                "dates": link_dates(link),
                "certainty": link["certainty"],
                "n_sources": link["n_sources"],
                "label": link_label(link),
                "arrow": not _is_symmetric(link["type"]),
                "bend": curves.choose_bend(start, end),
                "spans": _style_spans(link, lives[start]),
                "rows": link_rows(link),
            }
        )
    return out


def _style_spans(link: SceneObject, life: Sequence[SceneObject]) -> list[dict[str, Any]]:
    """Return the spans of a link, with style and basis from its measure."""
    cut = []
    for span, of_measure in intervals.intersect(link["spans"], life):
        look = link_style(link["certainty"], span["holds"], of_measure["look"] if of_measure else "holds")
        basis = of_measure.get("basis") if of_measure and depends_on_measure(link["certainty"], span["holds"]) else None
        cut.append(span | {"look": look, "basis": basis})
    return intervals.coalesce(cut)


def _is_symmetric(relationship: str) -> bool:
    """Return true if a relationship has no direction and is drawn without an arrow."""
    known = vocabulary().relationships.get(relationship)
    return known is not None and known.symmetric


def _days(nodes: Sequence[SceneObject], links: Sequence[SceneObject]) -> list[str]:
    """Return the days on which something in the scene starts or ends, in order."""
    every = [span for one in (*nodes, *links) for span in [*one["spans"], *one.get("without", ())]]
    return sorted({span[end] for span in every for end in ("from", "to") if span[end]})
