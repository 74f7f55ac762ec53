"""Paired rounds and the spread of their ratios."""

import pytest

from benchmarks.ratios import Rounds, Spread, interleave, timed
from benchmarks.report import Figure, Goal, format_page


def test_the_spread_is_the_median_and_the_quartiles():
    assert Spread.of([4.0, 1.0, 2.0, 3.0, 5.0]) == Spread(3.0, 2.0, 4.0, 5)
    assert Spread.of([7.0]) == Spread(7.0, 7.0, 7.0, 1)


def test_a_ratio_is_taken_within_each_round():
    # The second round was twice as slow for both: the ratio stays the same.
    assert Spread.of_ratios([1.0, 2.0, 1.0], [2.0, 4.0, 2.0]) == Spread(0.5, 0.5, 0.5, 3)
    with pytest.raises(ValueError, match="shorter"):
        Spread.of_ratios([1.0, 2.0], [1.0])


async def test_rounds_are_interleaved_and_start_with_another_side_each_time():
    calls: list[tuple[str, int]] = []

    def side(name):
        async def work(number):
            calls.append((name, number))
            return float(number)

        return work

    found = await interleave({"a": side("a"), "b": side("b")}, Rounds(3, warming=1))
    assert found == {"a": [0.0, 1.0, 2.0], "b": [0.0, 1.0, 2.0]}
    assert calls == [("a", -1), ("b", -1), ("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2)]


async def test_rounds_end_when_their_time_is_over_but_one_is_always_done():
    async def work(_number):
        return 1.0

    assert await interleave({"a": work}, Rounds(1000, seconds=0)) == {"a": [1.0]}


async def test_a_side_that_is_timed_returns_seconds():
    async def work(_number):
        return "not a time"

    assert 0 <= await timed(work)(0) < 5


def test_the_page_has_each_figure_with_its_goal():
    figures = [
        Figure("loader", "speed", Spread(0.95, 0.9, 1.0, 5), goal=Goal(at_least=0.9), sides={"loader": 2500.0}),
        Figure("hubs", "entity", Spread(3.5, 3.0, 4.0, 5), goal=Goal(at_most=3)),
        Figure("hubs", "memory", Spread(80.0, 80.0, 80.0, 1), "MiB"),
    ]
    run = {"started": "2026-11-30", "commit": "abc", "seconds": 61.2, "quick": False, "only": [], "complete": True}
    page = format_page({"run": run, "machine": {"python": "3.11"}, "figures": [one.to_json() for one in figures]})
    assert "| speed | 0.95 | 0.9 to 1 | 5 | ≥ 0.9 | met | loader 2,500 |" in page
    assert "| entity | 3.5 | 3 to 4 | 5 | ≤ 3 | **missed** |  |" in page
    assert "| memory | 80 MiB |  | 1 |  |  |  |" in page
    assert "commit abc, 61 s; python: 3.11." in page
    failed = format_page({"run": run | {"complete": False}, "machine": {}, "figures": []})
    assert "61 s until it failed: the figures are not complete." in failed
