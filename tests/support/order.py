"""Order of the tests, for workers that run whole modules (pytest-xdist, --dist loadfile).

A worker has one Neo4j. It runs the modules on the seed data first and those on an empty graph last, so that its
graph is seldom filled. Slow modules come first, so that no worker waits long for another at the end.
"""

from itertools import count

import pytest

#: Modules by their time, the slowest first; those that are not listed follow.
SLOWEST = (
    "test_serve", "test_workers", "test_commands", "test_local_neo4j", "test_explorer_browser",
    "test_export_and_receipts", "test_tools_languages", "test_pages_browser", "test_bolt_proxy",
    "test_bolt_hostile_clients", "test_tools", "test_ledger", "test_ledger_properties", "test_merging",
    "test_root_path", "test_library_queries", "test_as_of", "test_as_of_ways", "test_explorer_axe",
    "test_board_browser", "test_routes", "test_docs_examples", "test_as_of_random", "test_hubs", "test_problems",
    "test_server_pages", "test_streaming", "test_mcp", "test_picture_browser", "test_bolt_queries",
    "test_explorer_logic", "test_adding_records", "test_command_imports", "test_search", "test_importing",
    "test_guard_properties", "test_guard", "test_bolt_parts", "test_names", "test_lifecycle_properties",
)  # fmt: skip


def sort_tests(items: list[pytest.Item]) -> None:
    """Sort modules by the state of the graph, then by time. Sort the tests of a module by that state."""
    ranks = {name: rank for rank, name in enumerate(SLOWEST)}
    on_seed = {item.path for item in items if not _on_empty_graph(item)}
    places = count()
    order = {
        item: (
            item.path not in on_seed,
            ranks.get(item.path.stem, len(ranks)),
            item.path,
            _on_empty_graph(item),
            next(places),
        )
        for item in items
    }
    items.sort(key=order.__getitem__)


def _on_empty_graph(item: pytest.Item) -> bool:
    return "store" in getattr(item, "fixturenames", ())
