"""Incremental layout: place new nodes without moving existing ones."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.pictures.scene import SceneObject
from app.pictures.scene.layout import (
    HEADINGS,
    ROOM_FOR_HEADINGS,
    Adjacency,
    Box,
    Layout,
    assign_columns,
    group_of,
    make_box,
    wrap,
)

_GAP_X, _GAP_Y = 24, 20


def place_new_nodes(layout: Layout, nodes: Sequence[SceneObject], links: Sequence[SceneObject]) -> Layout:
    """Give each new node a free place in its column, near its neighbours.

    ``nodes`` and ``links`` are as for ``lay_out``; nodes with a place keep it. The order of the
    input has no effect.
    """
    kinds = {node["id"]: node["kind"] for node in nodes}
    joined = Adjacency.from_links(kinds, links)
    column_of = assign_columns(kinds, joined)
    boxes, headings = dict(layout.boxes), dict(layout.headings)
    waiting = sorted((n for n in nodes if n["id"] not in boxes), key=lambda n: (column_of[n["id"]], n["id"]))
    for node in waiting:
        column = column_of[node["id"]]
        near = [boxes[other].y for other in joined.neighbours.get(node["id"], ()) if other in boxes]
        wish = sum(near) / len(near) if near else 0.0
        own = {box.x for box in boxes.values() if box.column == column}
        size = make_box(0, 0, column, wrap(node["label"]), group_of(node["kind"]))
        found = [_find_free_height(x, wish, size, layout.top + ROOM_FOR_HEADINGS, boxes.values())
                 for x in sorted(own) or [_find_column_x(column, boxes.values())]]  # fmt: skip
        x, y = min(found, key=lambda at: (abs(at[1] - wish), at))
        boxes[node["id"]] = replace(size, x=x, y=y)
        if HEADINGS[column] not in headings.values():
            headings[x] = HEADINGS[column]
    return Layout(boxes, tuple(headings.items()), layout.top)


def _find_free_height(x: int, wish: float, size: Box, top: float, boxes: Collection[Box]) -> tuple[int, int]:
    """Return the free place at ``x`` nearest to the wanted height. There is always one at the bottom."""
    in_the_way = [b for b in boxes if abs(b.x - x) < (b.width + size.width) / 2 + _GAP_X]
    clear = [(b.y, (b.height + size.height) / 2 + _GAP_Y) for b in in_the_way]
    least: float = top + size.height / 2
    heights: list[float] = [max(wish, least), *(y + sign * apart for y, apart in clear for sign in (-1, 1))]
    free = [h for h in heights if h >= least and all(abs(h - y) >= apart for y, apart in clear)]
    nearest = min(free, key=lambda h: (abs(h - wish), h))
    return x, round(nearest)


def _find_column_x(column: int, boxes: Collection[Box]) -> int:
    """Return the x of a new column: between its neighbours, or next to the outermost."""
    left = [b for b in boxes if b.column < column]
    right = [b for b in boxes if b.column > column]
    if left and right:
        return round((max(b.x + b.width / 2 for b in left) + min(b.x - b.width / 2 for b in right)) / 2)
    if left:
        return round(max(b.x + b.width / 2 for b in left) + 220)
    return round(min(b.x - b.width / 2 for b in right) - 220)
