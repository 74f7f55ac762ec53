"""Where each node of a picture stands: worked out here, so that a picture is the same on every load.

Nodes stand in columns that read like a sentence, from those who act on the left to those who are acted upon on the
right. In: the nodes and links of a graph answer. Out: one :class:`Box` for each node id, and the columns' headings.
Nothing here depends on the order in which nodes or links are given: ties are settled by id.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

from graph.model.vocabulary import vocabulary

PEOPLE, INSTITUTIONS, DEALS, MEASURES, PRODUCTS, TARGETS = range(6)
HEADINGS = ("People", "Institutions", "Agreements, events", "Measures", "Products", "Targets")
_COLUMN_OF_GROUP = {"agreement": DEALS, "event": DEALS, "measure": MEASURES, "product": PRODUCTS}

MAX_STACK = 20  # the most nodes that stand above one another
_STACK_SIZES = (MAX_STACK, 17, 14, 12, 10, 8)
_SCREEN = (1010, 560)  # what an ordinary window leaves for the canvas; only the proportion matters
_CELLS_PER_LINE = 24  # width of a line of a label; a wide (East Asian) character takes two cells
_CELL, _LINE = 8.0, 17  # size of a cell and of a line
_PAD_X, _PAD_Y = 28, 10
_GAP_X, _GAP_X_TALL, _GAP_STACK = 132, 68, 40
_GAP_Y, _GAP_Y_MOST = 12, 96
_HEIGHT_LEAST = 440
ROOM_FOR_HEADINGS = 34
_MANY_LINKS = 40  # from so many links on, labels of links are off at first, and columns stand closer
_SWEEPS = 6


@dataclass(frozen=True)
class Box:
    """A node's place: its middle, its size, and its name cut into at most two lines that fit."""

    x: int
    y: int
    width: int
    height: int
    column: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """All places by node id; ``headings`` are the (x, text) of the columns, and stand at ``top``."""

    boxes: Mapping[str, Box]
    headings: tuple[tuple[int, str], ...]
    top: int


@dataclass(frozen=True)
class Adjacency:
    """The links as ``(subject, object)`` pairs, and each node's neighbours in the order of their ids."""

    pairs: tuple[tuple[str, str], ...]
    neighbours: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_links(cls, ids: Iterable[str], links: Sequence[Mapping[str, Any]]) -> Self:
        """The links among these nodes; those that lead elsewhere, or from a node to itself, are passed over."""
        known = set(ids)
        pairs = sorted((link["subject"]["id"], link["object"]["id"]) for link in links)
        pairs = [(a, b) for a, b in pairs if a in known and b in known and a != b]
        near: dict[str, set[str]] = defaultdict(set)
        for a, b in pairs:
            near[a].add(b)
            near[b].add(a)
        return cls(tuple(pairs), {node: tuple(sorted(others)) for node, others in near.items()})


def lay_out(nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]]) -> Layout:
    """Place every node.

    ``nodes`` carry ``id``, ``kind`` and ``label``; ``links`` carry ``subject`` and ``object`` with an ``id``. Links to
    nodes that are not there are passed over. No two boxes overlap, and no column holds more than :data:`BRICK`.
    """
    if not nodes:
        return Layout({}, (), 0)
    sizes = {node["id"]: make_box(0, 0, 0, wrap(node["label"])) for node in nodes}
    joined = Adjacency.from_links(sizes, links)
    columns = _columns(nodes, joined)
    gap = _GAP_X_TALL if len(joined.pairs) > _MANY_LINKS else _GAP_X
    candidates = [_place_boxes(_split_columns(columns, size), sizes, joined, gap) for size in _STACK_SIZES]
    return max(candidates, key=_scale)  # the first of equals: the tallest bricks


def make_box(x: int, y: int, column: int, lines: tuple[str, ...]) -> Box:
    """A box around a name, as large as the name needs."""
    return Box(x, y, round(_PAD_X + _CELL * max(map(count_cells, lines))), _PAD_Y + _LINE * len(lines), column, lines)


def wrap(label: str) -> tuple[str, ...]:
    """Cut a name into at most two lines; what does not fit ends in an ellipsis."""
    first, rest = _cut(" ".join(label.split()))
    if not rest:
        return (first,)
    second, rest = _cut(rest)
    return (first, second + "…" if rest else second)


def count_cells(text: str) -> int:
    """How many cells a text takes: two for a wide character, none for a mark that combines or has no width."""
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str) -> tuple[str, str]:
    """The first line of a text, cut between words where that leaves a fair line, and the rest."""
    used = 0
    for at, character in enumerate(text):
        used += _cells_of(character)
        if used > _CELLS_PER_LINE or at > 6 * _CELLS_PER_LINE:  # the second: marks without width do not go on for ever
            space = text.rfind(" ", 0, at + 1)
            end = space if space > at // 4 else at
            return text[:end].rstrip(), text[end:].lstrip()
    return text, ""


def _columns(nodes: Sequence[Mapping[str, Any]], links: Adjacency) -> list[list[str]]:
    """Six columns of ids, ordered so that what is joined stands at a like height."""
    column = assign_columns({node["id"]: node["kind"] for node in nodes}, links)
    columns: list[list[str]] = [[] for _ in HEADINGS]
    for node, at in column.items():
        columns[at].append(node)
    level = {node: (i + 0.5) / len(ids) for ids in columns for i, node in enumerate(ids)}
    for sweep in range(_SWEEPS):
        for ids in columns if sweep % 2 == 0 else reversed(columns):
            wish = {node: _mean((level[n] for n in links.neighbours.get(node, ())), level[node]) for node in ids}
            ids.sort(key=lambda node: (wish[node], node))
            level.update({node: (i + 0.5) / len(ids) for i, node in enumerate(ids)})
    return columns


def assign_columns(kinds: Mapping[str, str], links: Adjacency) -> dict[str, int]:
    """The column of each node, by its id; ``kinds`` has the kind of each.

    By its group; for an actor by whether it mostly acts or is mostly acted upon.
    """
    groups = {node: group_of(kind) for node, kind in kinds.items()}
    acts, acted_upon = Counter[str](), Counter[str]()
    for subject, object_ in links.pairs:
        reached = groups[object_]
        acts[subject] += reached in {"measure", "agreement", "event"}
        acted_upon[subject] += reached == "product" and kinds[subject] == "Company"
        acted_upon[object_] += groups[subject] == "measure"
    return {node: _column(groups[node], kinds[node], acts[node], acted_upon[node]) for node in sorted(kinds)}


def _column(group: str, kind: str, acts: int, acted_upon: int) -> int:
    if group != "actor":
        return _COLUMN_OF_GROUP.get(group, INSTITUTIONS)
    if acted_upon and acted_upon >= acts:
        return TARGETS
    return PEOPLE if kind in {"Official", "Person"} else INSTITUTIONS


def group_of(kind: str) -> str:
    """The group of a kind, as the vocabulary says; what it does not know is drawn as an actor."""
    known = vocabulary().kinds.get(kind)
    return known.group if known else "actor"


def _split_columns(columns: Sequence[Sequence[str]], size: int) -> list[tuple[int, list[str]]]:
    """Cut each column into bricks of ``size`` at most, dealt in turn so that each keeps the order of heights."""
    bricks = []
    for at, ids in enumerate(columns):
        count = -(-len(ids) // size)
        bricks += [(at, list(ids[start::count])) for start in range(count)]
    return bricks


def _place_boxes(
    bricks: Sequence[tuple[int, list[str]]], sizes: Mapping[str, Box], links: Adjacency, gap: int
) -> Layout:
    """Boxes for bricks: first the heights, drawn towards the neighbours, then the columns side by side."""
    high = {node: box.height for node, box in sizes.items()}
    wide = {node: box.width for node, box in sizes.items()}
    height = max(_HEIGHT_LEAST, *(sum(high[n] + _GAP_Y for n in ids) for _, ids in bricks))
    y = _heights([ids for _, ids in bricks], high, links, height)
    boxes: dict[str, Box] = {}
    spans: dict[int, list[float]] = {}
    left = 0.0
    for index, (column, ids) in enumerate(bricks):
        if index:
            left += _GAP_STACK if bricks[index - 1][0] == column else gap
        width = max(wide[node] for node in ids)
        spans.setdefault(column, [left, 0])[1] = left + width
        for node in ids:
            boxes[node] = replace(sizes[node], x=round(left + width / 2), y=y[node], column=column)
        left += width
    top = min(box.y - box.height // 2 for box in boxes.values()) - ROOM_FOR_HEADINGS
    return Layout(boxes, tuple((round((a + b) / 2), HEADINGS[c]) for c, (a, b) in spans.items()), top)


def _heights(
    bricks: Sequence[Sequence[str]], high: Mapping[str, int], links: Adjacency, height: float
) -> dict[str, int]:
    """A height for each node: as near to the mean of its neighbours as the order in its brick allows."""
    y: dict[str, float] = {}
    for ids in bricks:
        y.update({node: ((i + 0.5) / len(ids) - 0.5) * height for i, node in enumerate(ids)})
    for _ in range(_SWEEPS):
        for ids in bricks:
            spare = (height - sum(high[node] for node in ids)) / len(ids)
            gap = min(max(spare, _GAP_Y), _GAP_Y_MOST)
            wish = [_mean((y[n] for n in links.neighbours.get(node, ())), y[node]) for node in ids]
            y.update(zip(ids, _spread(wish, [high[node] for node in ids], gap, height), strict=True))
    return {node: round(at) for node, at in y.items()}


def _spread(wish: Sequence[float], high: Sequence[int], gap: float, height: float) -> list[float]:
    """The heights nearest to the wished ones that keep the order, ``gap`` between boxes, and within ``height``.

    With the room that the boxes above need taken off, "apart and in order" is only "not falling": pooling neighbours
    that fall gives the least squares.
    """
    offsets = [0.0]
    for above, below in pairwise(high):
        offsets.append(offsets[-1] + (above + below) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for wished, offset in zip(wish, offsets, strict=True):
        mean, count = wished - offset, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    low = -height / 2 + high[0] / 2
    top = max(low, height / 2 - high[-1] / 2 - offsets[-1])
    level = [min(max(mean, low), top) for mean, count in pools for _ in range(count)]
    return [at + offset for at, offset in zip(level, offsets, strict=True)]


def _scale(layout: Layout) -> float:
    """How large the picture can be shown in a window of the usual proportions."""
    boxes = layout.boxes.values()
    width = max(b.x + b.width / 2 for b in boxes) - min(b.x - b.width / 2 for b in boxes)
    height = max(b.y + b.height / 2 for b in boxes) - layout.top
    return min(_SCREEN[0] / width, _SCREEN[1] / height, 1.0)


def _mean(values: Iterator[float], default: float) -> float:
    found = list(values)
    return sum(found) / len(found) if found else default
