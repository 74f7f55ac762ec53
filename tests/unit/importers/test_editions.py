"""A later edition of a list writes what changed, and closes what it no longer has."""

import json

import pytest
from lists import csl_row, run, write

from graph.errors import RecordsRefused
from graph.importers.frame import Before
from graph.importers.stage import unite

FIRST, SECOND = "2026-07-31", "2026-08-07"
ROWS = [csl_row(str(number), f"FIRM {number} LLC", countries="IR") for number in range(1, 6)]


@pytest.fixture
def first(tmp_path):
    return write(tmp_path / "first.csv", *ROWS)


def test_the_same_edition_again_adds_nothing(first):
    records, report = run("csl", first, edition=FIRST, since=(first, FIRST))
    assert records == {"entity": [], "source": [], "statement": []}
    assert report.unchanged == 11, "a listing and an address each, and that the list is in force"


@pytest.mark.parametrize("form", ["tariff-lines", "ccl"])
def test_numbers_and_lists_are_compared_as_they_are_stored(tmp_path, form):
    lines = write(
        tmp_path / "lines.csv", "us-301,RESTRICTS,07019000,CN,10,2018-09-24,,list 3,x.csv",
        header="measure,relation,code,country,rate_pct,valid_from,valid_to,note,file",
    )  # fmt: skip
    chart = {"control": "AT applies", "countryChart": "AT Column 1."}
    entry = {"eccn": "3A090", "heading": "Circuits", "reasonForControl": "AT", "countryChart": [chart, chart]}
    (tmp_path / "ccl.json").write_text(json.dumps({"entries": [entry]}), encoding="utf-8")
    path = {"tariff-lines": lines, "ccl": str(tmp_path / "ccl.json")}[form]
    records, _ = run(form, path, edition=SECOND, since=(path, FIRST))
    assert records["statement"] == []


def test_a_later_edition_without_a_change_adds_nothing(first):
    records, _ = run("csl", first, edition=SECOND, since=(first, FIRST))
    assert records == {"entity": [], "source": [], "statement": []}


def test_what_is_gone_is_closed_and_what_is_new_begins(tmp_path, first):
    second = write(tmp_path / "second.csv", *ROWS[1:], csl_row("6", "FIRM 6 LLC", countries="IR"))
    records, report = run("csl", second, edition=SECOND, since=(first, FIRST))
    assert [one["id"] for one in records["entity"]] == ["company:us-sdn-6"]
    assert [one["id"] for one in records["source"]] == ["source:us-csl-2026-08-07"]
    based, new, *closed = records["statement"]
    assert (new["object"], new["valid_from"]) == ("company:us-sdn-6", SECOND)
    assert based["object"] == "government:iran"
    assert {(one["predicate"], one["valid_to"], one["source"]) for one in closed} == {
        ("BASED_IN", SECOND, "source:us-csl-2026-08-07"), ("TARGETS", SECOND, "source:us-csl-2026-08-07"),
    }  # fmt: skip
    assert closed[1]["said_by"] == "agency:us-department-of-the-treasury", "the speaker of the first statement ends it"
    assert "no longer says" in closed[0]["text"]
    assert report.closed == 2


def test_a_programme_that_changed_ends_one_listing_and_begins_another(tmp_path, first):
    second = write(tmp_path / "second.csv", csl_row("1", "FIRM 1 LLC", programme="IRAN", countries="IR"), *ROWS[1:])
    records, _ = run("csl", second, edition=SECOND, since=(first, FIRST))
    old, new = records["statement"]
    assert (old["properties"]["programme"], old["valid_to"]) == ("SDGT", SECOND)
    assert (new["properties"]["programme"], new["valid_from"]) == ("IRAN", SECOND)


def test_what_an_edition_corrects_on_its_own_day_is_taken_back(tmp_path, first):
    second = write(tmp_path / "second.csv", *ROWS[1:])
    records, _ = run("csl", second, edition=FIRST, since=(first, FIRST))
    assert {one["stance"] for one in records["statement"]} == {"retracts"}
    assert all(len(one["retracts"]) == 1 for one in records["statement"])


def test_a_file_that_is_cut_short_closes_nothing(tmp_path):
    rows = [csl_row(str(number), f"FIRM {number} LLC") for number in range(300)]
    whole, part = write(tmp_path / "whole.csv", *rows), write(tmp_path / "part.csv", *rows[:200])
    with pytest.raises(RecordsRefused, match=r"lacks 100 of 301 entries .* --allow-removals"):
        run("csl", part, edition=SECOND, since=(whole, FIRST))
    _, report = run("csl", part, edition=SECOND, since=(whole, FIRST), may_close_many=True)
    assert report.closed == 100


def test_an_earlier_edition_is_refused_after_a_later_one(first):
    with pytest.raises(RecordsRefused, match="load editions in the order of their days"):
        run("csl", first, edition=FIRST, since=(first, SECOND))


def test_an_entry_keeps_its_kind_when_its_name_changes(tmp_path):
    before = write(tmp_path / "a.csv", csl_row("1", "ROMASHKA"))
    after = write(tmp_path / "b.csv", csl_row("1", "ROMASHKA LLC"))
    records, _ = run("csl", after, edition=SECOND, since=(before, FIRST))
    assert [(one["id"], one["name"]) for one in records["entity"]] == [("organization:us-sdn-1", "ROMASHKA LLC")]
    assert records["statement"] == []


def test_entities_of_the_graph_are_not_defined_again(tmp_path):
    path = write(tmp_path / "a.csv", csl_row("1", "FIRM LLC", countries="KR"))
    known = {"agency:us-department-of-the-treasury", "measure:us-sdn", "government:korea"}
    before = Before(known, {}, {"KR": "government:korea"}, is_graph=True)
    records, report = run("csl", path, before=before)
    assert [one["id"] for one in records["entity"]] == ["company:us-sdn-1"]
    assert records["statement"][0]["object"] == "government:korea"
    assert not report.left_out


def test_two_definitions_of_an_entity_are_united():
    first = {"id": "company:a", "name": "A", "aliases": ["B"], "properties": {"addresses": ["x"], "note": "1"}}
    other = {"id": "company:a", "name": "C", "properties": {"addresses": ["y", "x"], "note": "2"}}
    united, agrees = unite(first, other)
    assert united["aliases"] == ["B", "C"]
    assert united["properties"] == {"addresses": ["x", "y"], "note": "1"}
    assert not agrees
