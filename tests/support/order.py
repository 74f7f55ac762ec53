"""The order of the tests, and which of them run on one worker one after the other (pytest-xdist, --dist loadgroup).

A worker has one Neo4j. It runs the tests on the seed data first and those on an empty graph last, so that its graph is
filled once. Slow modules come first, so that no worker waits long for another at the end.
"""

from itertools import count

import pytest

#: Modules by their time, the slowest first; those that are not listed follow.
SLOWEST: tuple[str, ...] = ()
#: Modules of tests that need no Neo4j and do not depend on each other, run in groups of this many tests.
CHUNK = 150


def sort_tests(items: list[pytest.Item]) -> None:
    """Sort by the state of the graph, then by the time of the module; the order within a module stays."""
    ranks = {name: rank for rank, name in enumerate(SLOWEST)}
    places = count()
    order = {item: (_on_empty_graph(item), ranks.get(item.path.stem, len(ranks)), next(places)) for item in items}
    items.sort(key=order.__getitem__)


def mark_groups(items: list[pytest.Item]) -> None:
    """Give the tests of a module on the same graph one group; long modules of unit tests have several."""
    numbers: dict[str, count[int]] = {}
    for item in items:
        group = item.path.stem + ("-empty" if _on_empty_graph(item) else "")
        if "unit" in item.path.parts:
            group += f"-{next(numbers.setdefault(group, count())) // CHUNK}"
        item.add_marker(pytest.mark.xdist_group(group))


def _on_empty_graph(item: pytest.Item) -> bool:
    return "store" in getattr(item, "fixturenames", ())
