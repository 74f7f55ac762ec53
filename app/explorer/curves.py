"""How each link is bent: so that it passes beside the boxes of other nodes and beside links that join the same two.

In: the places of the nodes. Out: what vis-network calls ``smooth`` for one link after the other. The points of a bend
are worked out as vis-network does, so that what is found free here is free on the screen.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import atan2, cos, hypot, pi, sin
from typing import Any

from app.layout import Box

_STEPS = tuple(step / 16 for step in range(1, 16))
_CLEAR = 5  # how far from a box a link should pass
_TALLEST = 80
_BENDS = (0.14, 0.28, 0.42, 0.56)
_EDGE = 70  # how far a bend may go beyond the outermost boxes
Bend = tuple[str, float]
Point = tuple[float, float]


class Curves:
    """Chooses bends; remembers those already given to links between the same two nodes."""

    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self._boxes = boxes
        self._given: dict[frozenset[str], list[Bend]] = defaultdict(list)
        self._top = min((box.y - box.height / 2 for box in boxes.values()), default=0) - _EDGE
        self._bottom = max((box.y + box.height / 2 for box in boxes.values()), default=0) + _EDGE
        bricks: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for node, box in boxes.items():
            bricks[box.x].append((box.y, node))
        self._bricks = [
            (x, max(boxes[node].width for _, node in stack) / 2 + _CLEAR, sorted(stack)) for x, stack in bricks.items()
        ]

    def choose(self, start: str, end: str) -> dict[str, Any]:
        """The bend for the next link from one node to another."""
        if start == end:
            return {"type": "dynamic", "roundness": 0.5}
        given = self._given[frozenset((start, end))]
        kind, roundness = min(self._candidates(start, end, given), key=lambda bend: self._cost(start, end, bend))
        given.append((kind, roundness) if start < end else (_turned(kind), roundness))
        smooth: dict[str, Any] = {"type": kind, "roundness": roundness}
        return smooth | {"forceDirection": "horizontal"} if kind == "cubicBezier" else smooth

    def _candidates(self, start: str, end: str, given: list[Bend]) -> list[Bend]:
        a, b = self._boxes[start], self._boxes[end]
        bends: list[Bend] = []
        if a.column != b.column:
            bends.append(("cubicBezier", 0.42))
        for roundness in self._roundness(a, b):
            left = "curvedCW" if a.y > b.y else "curvedCCW"
            bends += [(left, roundness), (_turned(left), roundness)]
        free = [bend for bend in bends if (bend if start < end else (_turned(bend[0]), bend[1])) not in given]
        return free or [("curvedCW", round(0.6 + 0.05 * len(given), 2))]

    @staticmethod
    def _roundness(a: Box, b: Box) -> tuple[float, ...]:
        if a.column != b.column:
            return _BENDS
        wished = max(0.15, min(0.8, 170 / (hypot(a.x - b.x, a.y - b.y) + 1)))  # enough to get out of the column
        return tuple(round(wished * part, 2) for part in (0.6, 1.0, 1.25, 1.5))

    def _cost(self, start: str, end: str, bend: Bend) -> float:
        """The boxes in the way, and the detour: wide bends are as bad as a box, leaving the picture is worse."""
        a, b = self._boxes[start], self._boxes[end]
        points = list(_points(a, b, bend))
        met = {node for point in points for node in self._at(point)}
        outside = any(not self._top <= y <= self._bottom for _, y in points)
        detour = 0 if bend[0] == "cubicBezier" else bend[1] * hypot(a.x - b.x, a.y - b.y) / 250
        return len(met - {start, end}) + detour + 4 * outside

    def _at(self, point: Point) -> Iterator[str]:
        x, y = point
        for middle, reach, stack in self._bricks:
            if abs(x - middle) > reach:
                continue
            first, last = bisect_left(stack, (y - _TALLEST, "")), bisect_right(stack, (y + _TALLEST, ""))
            for _, node in stack[first:last]:
                box = self._boxes[node]
                if abs(x - box.x) < box.width / 2 + _CLEAR and abs(y - box.y) < box.height / 2 + _CLEAR:
                    yield node


def _turned(kind: str) -> str:
    return {"curvedCW": "curvedCCW", "curvedCCW": "curvedCW"}.get(kind, kind)


def _points(a: Box, b: Box, bend: Bend) -> Iterator[Point]:
    """Points on the way from one box to another."""
    kind, roundness = bend
    if kind == "cubicBezier":
        out = roundness * (b.x - a.x)
        for t in _STEPS:
            first, second = 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t)
            yield (
                (1 - t) ** 3 * a.x + first * (a.x + out) + second * (b.x - out) + t**3 * b.x,
                ((1 - t) ** 3 + first) * a.y + (second + t**3) * b.y,
            )
        return
    turn = roundness if kind == "curvedCW" else -roundness
    angle = atan2(a.y - b.y, b.x - a.x) + (turn / 2 + 0.5) * pi
    reach = (roundness / 2 + 0.5) * hypot(b.x - a.x, b.y - a.y)
    via = a.x + reach * sin(angle), a.y + reach * cos(angle)
    for t in _STEPS:
        yield (
            (1 - t) ** 2 * a.x + 2 * t * (1 - t) * via[0] + t * t * b.x,
            (1 - t) ** 2 * a.y + 2 * t * (1 - t) * via[1] + t * t * b.y,
        )
