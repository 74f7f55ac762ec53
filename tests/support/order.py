"""The order of the tests, and which of them run on one worker one after the other (pytest-xdist, --dist loadgroup).

A worker has one Neo4j. It runs the tests on the seed data first and those on an empty graph last, so that its graph is
filled once. Slow modules come first, so that no worker waits long for another at the end.
"""

from itertools import count

import pytest

#: Modules by their time, the slowest first; those that are not listed follow.
SLOWEST = (
    "test_serve", "test_commands", "test_local_neo4j", "test_explorer_browser", "test_export_and_receipts",
    "test_tools_languages", "test_bolt_proxy", "test_tools", "test_bolt_hostile_clients", "test_mcp",
    "test_ledger", "test_ledger_properties", "test_merging", "test_tools_browser", "test_docs_examples",
    "test_problems",
    "test_routes", "test_openapi", "test_explorer_logic", "test_explorer_axe", "test_root_path", "test_streaming",
    "test_cds_archive", "test_library_queries", "test_bolt_queries", "test_guard_properties", "test_guard",
    "test_bolt_parts", "test_names", "test_lifecycle_properties",
)  # fmt: skip
#: Unit tests of a module are run in groups of this many.
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
