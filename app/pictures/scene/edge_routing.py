"""Edge routing: bend links around the boxes of other nodes and away from parallel links.

The result is vis-network's ``smooth`` option for each link. The points of a bend are computed by vis-network's own
formula, so that a free path here is free on the screen.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import atan2, cos, degrees, hypot, inf, pi, sin
from typing import Any

from app.pictures.scene.layout import Box

_STEPS = tuple(step / 16 for step in range(1, 16))
_CLEAR = 5  # least distance of a link from a box
_BENDS = (0.14, 0.28, 0.42, 0.56)
_STRIP = 64  # width of the strips in which boxes are looked up
_EDGE = 70  # distance that a bend may go beyond the outermost boxes
Bend = tuple[str, float]
Point = tuple[float, float]


class EdgeRouter:
    """Router that remembers the bends of links between the same two nodes."""

    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self._boxes = boxes
        self._used_bends: dict[frozenset[str], list[Bend]] = defaultdict(list)
        self._top = min((box.y - box.height / 2 for box in boxes.values()), default=0) - _EDGE
        self._bottom = max((box.y + box.height / 2 for box in boxes.values()), default=0) + _EDGE
        self._reach = max((box.height for box in boxes.values()), default=0) / 2 + _CLEAR
        strips: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for node, box in boxes.items():
            wide = box.width / 2 + _CLEAR
            for strip in range(int((box.x - wide) // _STRIP), int((box.x + wide) // _STRIP) + 1):
                strips[strip].append((box.y, node))
        self._strips = {strip: sorted(there) for strip, there in strips.items()}

    def choose_bend(self, start: str, end: str) -> dict[str, Any]:
        """Return the bend for the next link between two nodes."""
        if start == end:
            return {"type": "dynamic", "roundness": 0.5}
        given = self._used_bends[frozenset((start, end))]
        kind, roundness = self._cheapest(start, end, self._candidates(start, end, given))
        given.append((kind, roundness) if start < end else (_mirror(kind), roundness))
        smooth: dict[str, Any] = {"type": kind, "roundness": roundness}
        return smooth | {"forceDirection": "horizontal"} if kind == "cubicBezier" else smooth

    def _cheapest(self, start: str, end: str, bends: list[Bend]) -> Bend:
        best, least = bends[0], inf
        for bend in bends:
            cost = self._cost(start, end, bend, least)
            if cost < least:
                best, least = bend, cost
            if not cost:
                break
        return best

    def _candidates(self, start: str, end: str, given: list[Bend]) -> list[Bend]:
        a, b = self._boxes[start], self._boxes[end]
        bends: list[Bend] = []
        if a.column != b.column:
            bends.append(("cubicBezier", 0.42))
        for roundness in self._roundness(a, b):
            left = "curvedCW" if a.y > b.y else "curvedCCW"
            bends += [(left, roundness), (_mirror(left), roundness)]
        free = [bend for bend in bends if (bend if start < end else (_mirror(bend[0]), bend[1])) not in given]
        return free or [("curvedCW", round(0.6 + 0.05 * len(given), 2))]

    @staticmethod
    def _roundness(a: Box, b: Box) -> tuple[float, ...]:
        if a.column != b.column:
            return _BENDS
        wished = max(0.15, min(0.8, 170 / (hypot(a.x - b.x, a.y - b.y) + 1)))  # enough to leave the column
        return tuple(round(wished * part, 2) for part in (0.6, 1.0, 1.25, 1.5))

    def _cost(self, start: str, end: str, bend: Bend, least: float) -> float:
        """Return the cost of a bend: boxes in the way, detour, leaving the picture.

        Stops as soon as the cost reaches ``least``.
        """
        a, b = self._boxes[start], self._boxes[end]
        cost = 0 if bend[0] == "cubicBezier" else bend[1] * hypot(a.x - b.x, a.y - b.y) / 250
        met, outside = {start, end}, False
        for x, y in _points((a.x, a.y), (b.x, b.y), bend):
            if not (outside or self._top <= y <= self._bottom):
                outside = True
                cost += 4
            for node in self._find_nodes_near(x, y):
                if node not in met:
                    met.add(node)
                    cost += 1
            if cost >= least:
                break
        return cost

    def _find_nodes_near(self, x: float, y: float) -> Iterator[str]:
        """Yield the nodes whose boxes contain a point or are too near to it."""
        there = self._strips.get(int(x // _STRIP), ())
        for at in range(bisect_left(there, (y - self._reach, "")), len(there)):
            middle, node = there[at]
            if middle > y + self._reach:
                break
            box = self._boxes[node]
            if abs(x - box.x) < box.width / 2 + _CLEAR and abs(y - middle) < box.height / 2 + _CLEAR:
                yield node


def _mirror(kind: str) -> str:
    return {"curvedCW": "curvedCCW", "curvedCCW": "curvedCW"}.get(kind, kind)


def svg_path(a: Point, b: Point, bend: Mapping[str, Any]) -> str:
    """Return the SVG path between two points; ``bend`` comes from ``EdgeRouter.choose_bend``."""
    if a == b:
        return f"M{a[0]} {a[1]}a16 16 0 1 1 0.1 0"
    controls = " ".join(f"{x:.0f} {y:.0f}" for x, y in _controls(a, b, _bend(bend)))
    return f"M{a[0]} {a[1]}{'C' if bend['type'] == 'cubicBezier' else 'Q'}{controls} {b[0]} {b[1]}"


def middle(a: Point, b: Point, bend: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return x, y and direction in degrees of the arrow of a link."""
    if a == b:
        return (*a, 0.0)
    points = list(_points(a, b, _bend(bend)))
    before, at, after = points[6:9]
    return round(at[0], 1), round(at[1], 1), round(degrees(atan2(after[1] - before[1], after[0] - before[0])), 1)


def _bend(smooth: Mapping[str, Any]) -> Bend:
    return smooth["type"], smooth["roundness"]


def _controls(a: Point, b: Point, bend: Bend) -> tuple[Point, ...]:
    """Return the control points of a bend: two if cubic, one if quadratic."""
    kind, roundness = bend
    if kind == "cubicBezier":
        out = roundness * (b[0] - a[0])
        return (a[0] + out, a[1]), (b[0] - out, b[1])
    turn = roundness if kind == "curvedCW" else -roundness
    angle = atan2(a[1] - b[1], b[0] - a[0]) + (turn / 2 + 0.5) * pi
    reach = (roundness / 2 + 0.5) * hypot(b[0] - a[0], b[1] - a[1])
    return ((a[0] + reach * sin(angle), a[1] + reach * cos(angle)),)


def _points(a: Point, b: Point, bend: Bend) -> Iterator[Point]:
    """Yield points along a bend."""
    first, *more = _controls(a, b, bend)
    second = more[0] if more else None
    for t in _STEPS:
        u = 1 - t
        if second:
            yield (
                u**3 * a[0] + 3 * t * u * u * first[0] + 3 * t * t * u * second[0] + t**3 * b[0],
                u**3 * a[1] + 3 * t * u * u * first[1] + 3 * t * t * u * second[1] + t**3 * b[1],
            )
        else:
            yield u * u * a[0] + 2 * t * u * first[0] + t * t * b[0], u * u * a[1] + 2 * t * u * first[1] + t * t * b[1]
