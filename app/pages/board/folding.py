"""Folding: which rows are visible at first, so that a column fits a screen."""

from collections.abc import Sequence
from typing import Any

Group = dict[str, Any]

#: Lines of a column that fit a screen of 1280x800.
LINES = 30
#: Rows of a group up to which it is not folded, and rows that are left of a longer one.
_WHOLE, _LEFT = 8, 6


def fold_groups(groups: Sequence[Group], lines: float = LINES) -> list[Group]:
    """Return the groups with ``seen`` rows and ``folded`` rows.

    Rows of measures that have ended are folded. If the column is longer than ``lines``, longer groups are folded more,
    all alike, and at last whole groups from the end are ``closed``.
    """
    limits = [_WHOLE if len(_current(group)) <= _WHOLE else _LEFT for group in groups]
    if _fits(groups, limits, lines):
        return [_fold(group, limit) for group, limit in zip(groups, limits, strict=True)]
    most = next((n for n in range(_LEFT, 0, -1) if _fits(groups, [n] * len(groups), lines)), 0)
    if not most:
        return _close(groups, lines)
    limits = [most] * len(groups)
    for number in range(len(groups)):  # the space that is left goes to the first groups
        for more in range(_WHOLE, most, -1):
            wider = [*limits[:number], more, *limits[number + 1 :]]
            if _fits(groups, wider, lines):
                limits = wider
                break
    return [_fold(group, limit) for group, limit in zip(groups, limits, strict=True)]


def _close(groups: Sequence[Group], lines: float) -> list[Group]:
    """Return the groups with one row each; close as many as needed, from the end."""
    found = [_fold(group, 1) for group in groups]
    for number in range(len(found) - 1, -1, -1):
        if sum(map(_height, found)) <= lines:
            break
        found[number] = {**found[number], "closed": True}
    return found


def _fits(groups: Sequence[Group], limits: Sequence[int], lines: float) -> bool:
    return sum(_height(_fold(group, limit)) for group, limit in zip(groups, limits, strict=True)) <= lines


def _current(group: Group) -> list[Group]:
    return [row for row in group["rows"] if not row["ended"]]


def _fold(group: Group, limit: int) -> Group:
    """Return a group with its first rows in effect visible.

    A single further row is visible, too, and parts stay with their whole.
    """
    current = _current(group)
    while limit < len(current) and current[limit]["part"]:
        limit += 1
    seen = current if len(current) == limit + 1 and len(current) == len(group["rows"]) else current[:limit]
    there = {row["id"] for row in seen}
    folded = [row for row in group["rows"] if row["id"] not in there]
    return {**group, "seen": seen, "folded": folded, "closed": False}


def _height(group: Group) -> float:
    """Return the number of lines that a group takes on a screen."""
    if group["closed"]:
        return 1.1
    lines: float = sum(row["lines"] for row in group["seen"])
    return 1.1 + lines + (0.9 if group["folded"] or group["left_out"] else 0)
