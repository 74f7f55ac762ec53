"""A scene as the page draws it: each node with its place, each link with its bend, and how both look on every day.

What is worked out here is not worked out again in the page: it only looks up the span that a day falls into.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.pictures.scene.edge_routing import Curves
from app.pictures.scene.incremental_layout import place
from app.pictures.scene.layout import HEADINGS, Layout, group_of, lay_out
from app.pictures.scene.status_lines import statuses, without_status
from app.pictures.scene.styles import depends_on_measure, link_label, link_look
from app.pictures.scene.text import entity_rows, link_dates, link_rows, plain
from graph.model.vocabulary import vocabulary
from graph.views import intervals

Record = Mapping[str, Any]


def drawn(scene: Record) -> dict[str, Any]:
    """The answer of ``Answers.scene`` with places and looks: what ``GET /scene`` sends and the page is made of.

    The same scene gives the same places. A scene that has grown by a step keeps the places that it had before.
    """
    scene = plain(scene)
    entities = {entity["id"]: _named(entity) for entity in scene["nodes"]}
    links = scene["links"]
    layout = _laid_out([[entities[i] for i in batch if i in entities] for batch in scene["batches"]], links)
    lives = {i: statuses(entity["spans"]) for i, entity in entities.items()}
    without = {
        i: _without(i, lives[i], links) for i, entity in entities.items() if group_of(entity["kind"]) == "measure"
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
        "truncated": scene["truncated"],
    }


def _laid_out(batches: Sequence[Sequence[Record]], links: Sequence[Record]) -> Layout:
    """Places for all batches, one after the other, each as if none came after it."""
    there: list[Record] = list(batches[0]) if batches else []
    layout = lay_out(there, links)
    for batch in batches[1:]:
        there += batch
        layout = place(layout, there, links)
    return layout


def _named(entity: Record) -> dict[str, Any]:
    """An entity with a ``label`` that is never empty."""
    kind = str(entity.get("kind") or "").strip() or "Unknown"
    return {**entity, "kind": kind, "label": str(entity.get("name") or "").strip() or f"(unnamed {kind})"}


def _without(entity_id: str, life: Sequence[Record], links: Sequence[Record]) -> list[dict[str, Any]]:
    return without_status(life, [link for link in links if link["object"]["id"] == entity_id])


def _node(entity: Record, life: Sequence[Record], without: Sequence[Record], layout: Layout) -> dict[str, Any]:
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


def _links(links: Sequence[Record], layout: Layout, lives: Mapping[str, Sequence[Record]]) -> list[dict[str, Any]]:
    """The links between nodes of the scene; those that join the same two are bent apart."""
    curves = Curves(layout.boxes)
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
                "arrow": not _both_ways(link["type"]),
                "bend": curves.choose(start, end),
                "spans": _looks(link, lives[start]),
                "rows": link_rows(link),
            }
        )
    return out


def _looks(link: Record, life: Sequence[Record]) -> list[dict[str, Any]]:
    """The spans of a link, each with its look and basis, which follow the measure that the link comes from."""
    cut = []
    for span, of_measure in intervals.joined(link["spans"], life):
        look = link_look(link["certainty"], span["holds"], of_measure["look"] if of_measure else "holds")
        basis = of_measure.get("basis") if of_measure and depends_on_measure(link["certainty"], span["holds"]) else None
        cut.append(span | {"look": look, "basis": basis})
    return intervals.merged(cut)


def _both_ways(relationship: str) -> bool:
    """Whether a link has no direction, so that an arrow would tell what nobody said."""
    known = vocabulary().relationships.get(relationship)
    return known is not None and known.symmetric


def _days(nodes: Sequence[Record], links: Sequence[Record]) -> list[str]:
    """The days on which something in the scene begins or ends, in order."""
    every = [span for one in (*nodes, *links) for span in [*one["spans"], *one.get("without", ())]]
    return sorted({span[end] for span in every for end in ("from", "to") if span[end]})
