"""Boards as pages: cut names, what is folded, life bars, and the text of rows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.board.bars import WIDTH, TimeAxis, build_bar
from app.pages.board.folding import fold_groups
from app.pages.board.names import FITS, split_names
from app.pages.board.rows import fold_words, status_words
from app.pictures.scene.status_lines import describe_statuses


def test_a_long_name_is_cut_in_the_middle_so_that_its_end_stays():
    names = [
        "US increase of the reciprocal tariff on China to 84%",
        "US increase of the reciprocal tariff on China to 125%",
    ]
    parts = split_names([*names, "Short name"])
    assert parts["Short name"] == ["Short name"]
    for name in names:
        assert "".join(parts[name]) == name
        assert len(parts[name]) == 2
    assert parts[names[0]][1] != parts[names[1]][1]


def test_names_that_would_look_alike_are_not_cut():
    names = [
        "Chinese export control on very rare earth items abroad",
        "Chinese export control on some other earth items abroad",
    ]
    assert [len(parts) for parts in split_names(names).values()] == [1, 1]


@given(st.sets(st.text("ab ", min_size=1, max_size=60), max_size=8))
def test_no_two_names_look_the_same_after_the_cut(names):
    seen = []
    for name, parts in split_names(names).items():
        assert "".join(parts) == name
        seen.append(name if len(parts) == 1 else f"{parts[0][: max(FITS - 4 - len(parts[1]), 6)]}…{parts[1]}")
    assert len(set(seen)) == len(names)


def row(name, *, ended=False, part=False, lines=1, word="lifted"):
    return {"id": name, "ended": ended, "part": part, "lines": lines, "word": word}


def group(*rows, left_out=0):
    return {"title": "Group", "rows": list(rows), "left_out": left_out}


def seen(found):
    return [[one["id"] for one in each["seen"]] for each in found]


def test_what_has_ended_is_folded_and_a_group_over_eight_rows_is_left_with_six():
    (nine, few) = fold_groups([group(*map(row, "abcdefghi")), group(row("j"), row("k", ended=True))])
    assert seen([nine, few]) == [[*"abcdef"], ["j"]]
    assert [[one["id"] for one in each["folded"]] for each in (nine, few)] == [[*"ghi"], ["k"]]
    (eight,) = fold_groups([group(*map(row, "abcdefgh"))])
    assert (seen([eight]), eight["folded"]) == ([[*"abcdefgh"]], [])


def test_a_column_that_is_too_long_is_folded_more_and_at_last_closed():
    groups = [group(*(row(f"{n}{m}") for m in range(6))) for n in range(8)]
    found = fold_groups(groups, 30)
    assert all(len(each["seen"]) >= 1 for each in found)
    assert sum(1.1 + len(each["seen"]) + 0.9 for each in found) <= 30
    closed = fold_groups([group(row(str(n), lines=2)) for n in range(20)], 30)
    assert [each["closed"] for each in closed] == sorted(each["closed"] for each in closed)
    assert any(each["closed"] for each in closed)


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(5, 60))
def test_no_row_is_lost_by_folding(sizes, lines):
    groups = [group(*(row(f"{n} {m}", ended=m % 4 == 3) for m in range(size))) for n, size in enumerate(sizes)]
    for before, after in zip(groups, fold_groups(groups, lines), strict=True):
        assert sorted(one["id"] for one in [*after["seen"], *after["folded"]]) == sorted(
            o["id"] for o in before["rows"]
        )


def test_a_part_stays_with_its_sum():
    rows = [row("sum"), row("part", part=True), row("part 2", part=True), *(row(str(n)) for n in range(9))]
    found = fold_groups([group(*rows), *(group(row(f"x{n}")) for n in range(10))], 26)
    assert found[0]["seen"][:3] == rows[:3] or found[0]["seen"] == rows[:1]


def test_what_is_folded_is_said():
    folded = [row("a"), row("b", ended=True), row("c", ended=True, word="expired*"), row("d", ended=True)]
    assert fold_words(folded, 0) == "1 more · 1 expired · 2 lifted"
    assert fold_words([], 1200) == "1200 more"
    assert status_words({"in_force_by_its_own_terms": 7, "eased": 1}) == "7 in force* · 1 eased"


def span(start, end, status="in_force", basis="reported"):
    return {"from": start, "to": end, "status": status, "basis": basis, "holds": "yes"}


def test_bars_share_an_axis_and_are_cut_at_its_ends():
    spans = [span("2025-02-01", "2025-05-14"), span("2025-05-14", None, "eased", "by_terms"), span(None, "2025-03-01")]
    axis = TimeAxis.for_spans(spans, date(2025, 7, 20))
    assert axis.first <= date(2024, 7, 20) < date(2025, 7, 20) < axis.last
    bar = build_bar(describe_statuses(spans[:2]), axis)
    assert [part["status"] for part in bar] == ["in_force", "eased"]
    assert bar[0]["x"] == axis.to_x(date(2025, 2, 1))
    assert bar[0]["x"] + bar[0]["width"] == bar[1]["x"]
    assert bar[1]["x"] + bar[1]["width"] == WIDTH
    assert bar[1]["by_terms"]
    assert "by its own terms" in bar[1]["title"]
    assert build_bar(describe_statuses([span("1990-01-01", "1991-01-01")]), axis) == []


@pytest.mark.parametrize("day", ["0001-01-01", "0001-12-31", "2025-07-20", "9999-12-30"])
def test_an_axis_is_made_for_every_day(day):
    axis = TimeAxis.for_spans([span("2025-02-01", "2025-05-14")], date.fromisoformat(day))
    assert axis.first < axis.last
    assert 0 <= axis.to_x(date.fromisoformat(day)) <= WIDTH
    assert all(0 <= year["percent"] <= 100 for year in TimeAxis(date(2024, 1, 1), axis.last).years()[:10])
