"""Layout: place each node of a picture, the same on every load.

The columns read like a sentence: subjects on the left, objects on the right. The
order of nodes and links in the input has no effect: ties are resolved by id.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from app.pictures.scene import SceneObject
from graph.model.vocabulary import vocabulary

PEOPLE, INSTITUTIONS, COMPANIES, DEALS, MEASURES, PRODUCTS, TARGETS = range(7)
HEADINGS = ("People", "Institutions", "Companies", "Agreements, events", "Measures", "Products", "Targets")
_COLUMN_OF_GROUP = {"agreement": DEALS, "event": DEALS, "measure": MEASURES, "product": PRODUCTS, "asset": TARGETS}

MAX_STACK = 20  # most nodes in one stack
_STACK_SIZES = (MAX_STACK, 17, 14, 12, 10, 8)
_SCREEN = (1010, 560)  # size of the canvas in a usual window; only the proportion matters
_CELLS_PER_LINE = 24  # width of a label line; a wide (East Asian) character takes two cells
_CELL, _LINE = 8.0, 17  # size of a cell and of a line
_PAD_X, _PAD_Y = 28, 10
_ICON = 16  # width of the icon of an actor, as in names.js
_GAP_X, _GAP_X_TALL, _GAP_STACK = 150, 68, 40
_GAP_Y, _GAP_Y_MOST = 12, 96
_HEIGHT_LEAST = 440
ROOM_FOR_HEADINGS = 34
_MANY_LINKS = 40  # with more links, columns are closer together
_SWEEPS = 6


@dataclass(frozen=True)
class Box:
    """Place of a node: centre, size, and its name in at most two lines."""

    x: int
    y: int
    width: int
    height: int
    column: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """Places of all nodes by id. ``headings`` are the (x, text) of the columns at ``top``."""

    boxes: Mapping[str, Box]
    headings: tuple[tuple[int, str], ...]
    top: int


@dataclass(frozen=True)
class Adjacency:
    """Links as ``(subject, object)`` pairs, and the sorted neighbours of each node."""

    pairs: tuple[tuple[str, str], ...]
    neighbours: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_links(cls, ids: Iterable[str], links: Sequence[SceneObject]) -> Self:
        """Build from the links among these nodes; other links and loops are ignored."""
        known = set(ids)
        pairs = sorted((link["subject"]["id"], link["object"]["id"]) for link in links)
        pairs = [(a, b) for a, b in pairs if a in known and b in known and a != b]
        near: dict[str, set[str]] = defaultdict(set)
        for a, b in pairs:
            near[a].add(b)
            near[b].add(a)
        return cls(tuple(pairs), {node: tuple(sorted(others)) for node, others in near.items()})


def lay_out(nodes: Sequence[SceneObject], links: Sequence[SceneObject]) -> Layout:
    """Place every node.

    ``nodes`` have ``id``, ``kind`` and ``label``; ``links`` have ``subject`` and ``object`` with an ``id``. Links to
    other nodes are ignored. No two boxes overlap, and no stack has more than :data:`MAX_STACK` nodes.
    """
    if not nodes:
        return Layout({}, (), 0)
    sizes = {node["id"]: make_box(0, 0, 0, wrap(node["label"]), group_of(node["kind"])) for node in nodes}
    joined = Adjacency.from_links(sizes, links)
    columns = _columns(nodes, joined)
    gap = _GAP_X_TALL if len(joined.pairs) > _MANY_LINKS else _GAP_X
    candidates = [_place_boxes(_split_columns(columns, size), sizes, joined, gap) for size in _STACK_SIZES]
    return max(candidates, key=_scale)  # the first of equals: the tallest stacks


def make_box(x: int, y: int, column: int, lines: tuple[str, ...], group: str) -> Box:
    """Return a box for a name, and for the icon of an actor."""
    width = _PAD_X + _CELL * max(map(count_cells, lines)) + (_ICON if group == "actor" else 0)
    return Box(x, y, round(width), _PAD_Y + _LINE * len(lines), column, lines)


def wrap(label: str) -> tuple[str, ...]:
    """Split a name into at most two lines; a longer name ends in an ellipsis."""
    first, rest = _cut(" ".join(label.split()))
    if not rest:
        return (first,)
    second, rest = _cut(rest)
    return (first, second + "…" if rest else second)


def count_cells(text: str) -> int:
    """Count the cells of a text. A wide character has two, a combining or zero-width mark none."""
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str) -> tuple[str, str]:
    """Return the first line of a text, split between words if possible, and the rest."""
    used = 0
    for at, character in enumerate(text):
        used += _cells_of(character)
        if used > _CELLS_PER_LINE or at > 6 * _CELLS_PER_LINE:  # the second limits marks without width
            space = text.rfind(" ", 0, at + 1)
            end = space if space > at // 4 else at
            return text[:end].rstrip(), text[end:].lstrip()
    return text, ""


def _columns(nodes: Sequence[SceneObject], links: Adjacency) -> list[list[str]]:
    """Return the columns of ids, ordered so that linked nodes are at similar heights."""
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
    """Return the column of each node by id; ``kinds`` has the kind of each.

    The group decides; for an actor, whether it mostly acts or is mostly acted upon.
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
    return PEOPLE if kind in {"Official", "Person"} else COMPANIES if kind == "Company" else INSTITUTIONS


def group_of(kind: str) -> str:
    """Return the group of a kind; an unknown kind is drawn as an actor."""
    known = vocabulary().kinds.get(kind)
    return known.group if known else "actor"


def _split_columns(columns: Sequence[Sequence[str]], size: int) -> list[tuple[int, list[str]]]:
    """Split each column into stacks of at most ``size``. The stacks get nodes in turn, which keeps their order."""
    stacks = []
    for at, ids in enumerate(columns):
        count = -(-len(ids) // size)
        stacks += [(at, list(ids[start::count])) for start in range(count)]
    return stacks


def _place_boxes(
    stacks: Sequence[tuple[int, list[str]]], sizes: Mapping[str, Box], links: Adjacency, gap: int
) -> Layout:
    """Place the stacks: first heights, close to their neighbours, then columns side by side."""
    high = {node: box.height for node, box in sizes.items()}
    wide = {node: box.width for node, box in sizes.items()}
    height = max(_HEIGHT_LEAST, *(sum(high[n] + _GAP_Y for n in ids) for _, ids in stacks))
    y = _heights([ids for _, ids in stacks], high, links, height)
    boxes: dict[str, Box] = {}
    spans: dict[int, list[float]] = {}
    left = 0.0
    for index, (column, ids) in enumerate(stacks):
        if index:
            left += _GAP_STACK if stacks[index - 1][0] == column else gap
        width = max(wide[node] for node in ids)
        spans.setdefault(column, [left, 0])[1] = left + width
        for node in ids:
            boxes[node] = replace(sizes[node], x=round(left + width / 2), y=y[node], column=column)
        left += width
    top = min(box.y - box.height // 2 for box in boxes.values()) - ROOM_FOR_HEADINGS
    return Layout(boxes, tuple((round((a + b) / 2), HEADINGS[c]) for c, (a, b) in spans.items()), top)


def _heights(
    stacks: Sequence[Sequence[str]], high: Mapping[str, int], links: Adjacency, height: float
) -> dict[str, int]:
    """Return the height of each node: near its neighbours, in the order of its stack."""
    y: dict[str, float] = {}
    for ids in stacks:
        y.update({node: ((i + 0.5) / len(ids) - 0.5) * height for i, node in enumerate(ids)})
    for _ in range(_SWEEPS):
        for ids in stacks:
            spare = (height - sum(high[node] for node in ids)) / len(ids)
            gap = min(max(spare, _GAP_Y), _GAP_Y_MOST)
            wish = [_mean((y[n] for n in links.neighbours.get(node, ())), y[node]) for node in ids]
            y.update(zip(ids, _spread(wish, [high[node] for node in ids], gap, height), strict=True))
    return {node: round(at) for node, at in y.items()}


def _spread(wish: Sequence[float], high: Sequence[int], gap: float, height: float) -> list[float]:
    """Return the heights nearest to the wanted ones, in order, ``gap`` apart, and within ``height``.

    After subtracting the space of the boxes above, this is isotonic regression: pool adjacent violators.
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
    """Return the scale at which the picture fits a usual window."""
    boxes = layout.boxes.values()
    width = max(b.x + b.width / 2 for b in boxes) - min(b.x - b.width / 2 for b in boxes)
    height = max(b.y + b.height / 2 for b in boxes) - layout.top
    return min(_SCREEN[0] / width, _SCREEN[1] / height, 1.0)


def _mean(values: Iterator[float], default: float) -> float:
    found = list(values)
    return sum(found) / len(found) if found else default
