"""Timeline and comparison pages: they match the API, and data is never markup."""

from datetime import date, timedelta
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_reader import Reader
from scenes import HOSTILE, article, entity, link, scene, span

from app.pictures.pages import render_compare_page, render_timeline_page
from app.pictures.scene.build import build_scene
from app.pictures.scene.compare import CHANGES, changed_measures, compare, find_causing_act, find_source
from app.pictures.scene.edge_routing import middle, svg_path
from app.pictures.scene.status_lines import describe_statuses
from app.pictures.scene.timeline import LEFT, RIGHT, WIDTH, build_timeline
from graph.queries import Clocks
from graph.store import JsonTable
from graph.views.intervals import status_history

H20 = "measure:us-h20-export-control"
COLUMNS = ["acted_on", "acted_on_latest", "actor", "office", "act", "how", "certainty", "n_sources", "text", "fact_id"]


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(str)
ACTS = st.fixed_dictionaries(
    {"acted_on": DAYS | st.none(), "act": st.sampled_from(["IMPOSED", "EASED"]), "actor": st.text(max_size=40),
     "certainty": st.sampled_from(["asserted", "expected"])}
)  # fmt: skip


@given(st.lists(ACTS, max_size=12), st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_no_text_of_an_act_runs_into_another_and_nothing_leaves_the_sheet(acts, as_of):
    life = describe_statuses(
        [{"from": "2025-03-01", "to": None, "holds": "yes", "status": "in_force", "basis": "reported"}]
    )
    line = build_timeline([("2025-03-02T00:00:00Z", life)], acts, as_of)
    boxes = []
    for mark in line["marks"]:
        wide = len(mark["text"]) * 6.4
        boxes.append((mark["x"] - wide if mark["left"] else mark["x"], mark["y"], wide))
    for n, (x, y, wide) in enumerate(boxes):
        assert all(y != v or x + wide <= u or u + w <= x for u, v, w in boxes[n + 1 :])
    for lane in line["lanes"]:
        for each in lane["spans"]:
            assert LEFT <= each["x"] <= each["x"] + each["width"] <= WIDTH - RIGHT + 1
    assert LEFT <= line["now"] <= WIDTH - RIGHT
    assert line["ticks"]


def test_versions_of_a_life_are_told_once_each():
    def period(known_from, known_to, start, **more):
        days = {
            "valid_from": start,
            "valid_from_latest": start,
            "valid_to_earliest": "9999-12-31",
            "valid_to": "9999-12-31",
        }
        return {
            **days,
            "status": "in_force",
            "scheduled": False,
            "known_from": known_from,
            "known_to": known_to,
            **more,
        }

    first = period("2025-01-01T00:00:00Z", "2025-03-01T00:00:00Z", "2025-01-01")
    same = period("2025-03-01T00:00:00Z", "9999-12-31T00:00:00Z", "2025-01-01", action="another act, the same life")
    later = period("2025-05-01T00:00:00Z", "9999-12-31T00:00:00Z", "2025-05-01", status="eased")
    assert [since for since, _ in status_history([first, same, later])][:2] == [
        "2025-01-01T00:00:00Z",
        "2025-05-01T00:00:00Z",
    ]


def compared(nodes, links, sources=(), days=("2025-05-01", "2025-11-30")):
    return compare(build_scene(scene(nodes, links)), days, [], dict(sources))["changes"]


def test_an_act_whose_effect_is_over_is_not_listed_as_ended():
    ministry, rule = entity("Ministry", "Agency"), entity("Rule", "Measure")
    over = [{"from": "2025-01-01", "to": "2025-08-12", "holds": "yes"}]
    dates = {"valid_from": "2025-01-01", "valid_to": "2025-08-12", "spans": over}
    assert compared([ministry, rule], [link(1, "EXTENDED", ministry, rule, **dates)]) == []
    (ended,) = compared([ministry, rule], [link(1, "SEEKS", ministry, rule, **dates)])
    assert (ended["change"], ended["date"], ended["how"]) == ("ended", "11 Aug 2025", "1 Jan 2025 to 11 Aug 2025")
    (new,) = compared([ministry, rule], [link(2, "EXTENDED", ministry, rule, valid_from="2025-07-14")])
    assert (new["change"], new["date"], new["how"]) == ("new", "14 Jul 2025", "14 Jul 2025")


@pytest.mark.parametrize("kind", ["TARGETS", "SUSPENDS"])
def test_an_episode_with_other_dates_is_one_row_with_both(kind):
    one, other = entity("One", "Measure"), entity("Other", "Company")
    episodes = [("2025-04-09", "2025-07-14"), ("2025-07-14", None)]
    links = [
        link(
            n,
            kind,
            one,
            other,
            fact_id="fact:1",
            valid_from=start,
            valid_to=end,
            spans=[span() | {"from": start, "to": end}],
        )
        for n, (start, end) in enumerate(episodes)
    ]
    (row,) = [row for row in compared([one, other], links) if row["change"] != "new" or row["what"].startswith("One")]
    assert row["change"] == "dates"
    assert row["date"] == "14 Jul 2025"
    assert row["how"].startswith("9 Apr 2025 to 13 Jul 2025 → ")


def test_a_status_that_came_about_by_its_own_terms_is_a_change_of_status_and_says_so():
    rule, good = entity("Rule", "Measure"), entity("Good", "Product")
    rule["spans"] = [
        span(status="in_force", basis="reported") | {"from": "2025-04-01", "to": "2025-06-01"},
        span(status="suspended", basis="reported") | {"from": "2025-06-01", "to": "2025-11-10"},
        span(status="in_force", basis="by_terms") | {"from": "2025-11-10", "to": None},
    ]
    always = [{"from": None, "to": None, "holds": "yes"}]
    made = scene([rule, good], [link(1, "RESTRICTS", rule, good, valid_from=None, spans=always)])
    days = ("2025-05-01", "2025-11-30")
    assert changed_measures(made, days) == [rule["id"]]
    found = compare(build_scene(made), days, [], {})
    (row,) = found["changes"]
    assert (row["date"], row["how"]) == ("10 Nov 2025", "in force → back in force by its own terms, not confirmed")
    marked = [{node["name"]: node["by_terms"] for node in picture["nodes"]} for picture in found["pictures"]]
    assert marked == [{"Rule": False, "Good": False}, {"Rule": True, "Good": False}]
    assert [picture["links"][0]["look"] for picture in found["pictures"]] == ["holds", "by-terms"]
    assert found["hatches"] == ["in_force"]


def test_a_status_comes_from_the_act_of_its_first_day_or_from_its_statement():
    rule, deal = entity("Rule", "Measure"), entity("Deal", "Agreement")
    rule["spans"] = [span(status="suspended", basis="reported") | {"from": "2025-05-14"}]
    began = link(1, "SUSPENDS", deal, rule, spans=[span() | {"from": "2025-05-14"}])
    later = link(2, "EXTENDED", deal, rule, spans=[span() | {"from": "2025-11-04"}])
    made = scene([rule, deal], [began, dict(later)])
    assert find_causing_act(made, rule["id"], "2025-11-30") == "fact:1"
    assert find_causing_act(made, rule["id"], "2025-01-01") is None
    assert find_causing_act(scene([rule, deal], [later]), rule["id"], "2025-11-30") is None

    def said(number, stance, day):
        return {"id": f"s{number}", "stance": stance, "source": {"publisher": f"Paper {number}", "published_on": day}}

    fact = {
        "fact_id": "fact:1",
        "subject": {"name": "Deal"},
        "statements": [
            said(1, "denies", "2025-05-13"),
            said(2, "asserts", "2025-05-14"),
            said(3, "asserts", "2025-06"),
        ],
    }
    assert find_source(fact, None) == {"fact_id": "fact:1", "actor": "Deal", "source": "Paper 2, 14 May 2025"}
    assert find_source(fact, "s3")["source"] == "Paper 3, Jun 2025"


def test_an_entity_has_one_place_in_both_pictures():
    made = build_scene(article())
    found = compare(made, ("2025-05-01", "2025-07-20"), ["government:china"], {})
    places = [{node["name"]: (node["x"], node["y"]) for node in picture["nodes"]} for picture in found["pictures"]]
    assert list(places[0]) == ["China"]  # a requested entity needs no link
    assert len(places[1]) == len(made["nodes"])
    assert places[0].items() <= places[1].items()
    assert {row["change"] for row in found["changes"]} <= set(CHANGES)
    assert [row["change"] for row in found["changes"]].count("new") == len(made["links"])


SAID = {"source": HOSTILE[1], "fact_id": "f"}


def test_hostile_texts_stay_texts():
    text = HOSTILE[1]
    life = {"measure": {"id": H20, "name": text}, "versions": []}
    acts = JsonTable(COLUMNS, [["2025-07-01", "2025-07-01", text, text, "EASED", text, "asserted", 1, text, "f"]])
    made = article()
    made["nodes"][3]["name"] = text
    clocks = Clocks.parse("2025-07-20", "2025-07-20")
    days = date(2025, 7, 1), date(2025, 7, 20)
    pages = (
        render_timeline_page(life, acts, {"status_note": text}, clocks, text, text),
        render_compare_page(
            made, {made["nodes"][3]["id"]: SAID | {"actor": text}}, days, [made["nodes"][3]["id"]], clocks, text, text
        ),
    )
    for page in pages:
        read = Reader(page)
        assert text in "".join(read.texts)
        assert [attrs for tag, attrs in read.elements if tag == "script" and "src" not in attrs] == []
        assert not [key for _, attrs in read.elements for key in attrs if key.startswith("on") or key == "style"]


@given(st.integers(-500, 500), st.integers(-500, 500), st.sampled_from(["curvedCW", "curvedCCW", "cubicBezier"]))
def test_a_bend_begins_and_ends_at_its_nodes_and_its_arrow_is_on_it(x, y, kind):
    start, end, bend = (0, 0), (x, y), {"type": kind, "roundness": 0.3}
    path = svg_path(start, end, bend)
    assert path.startswith("M0 0")
    if start != end:
        assert path.endswith(f" {x} {y}")
        mx, my, _ = middle(start, end, bend)
        assert hypot(mx - x / 2, my - y / 2) <= hypot(x, y) / 2 + 1


def test_a_scale_has_room_for_what_happens():
    line = build_timeline([], [], date(2025, 7, 20))
    assert (line["lanes"], line["marks"]) == ([], [])
    far = str(date(2025, 7, 20) + timedelta(days=9000))
    wide = build_timeline(
        [
            (
                "2025-01-01T00:00:00Z",
                describe_statuses([span("possible", to=far, status="eased") | {"from": "2001-01-01"}]),
            )
        ],
        [],
        date(2025, 7, 20),
    )
    assert 3 < len(wide["ticks"]) <= 13


@pytest.mark.parametrize("as_of", [date.min, date(1, 1, 20), date(9999, 12, 1), date(9999, 12, 30)])
def test_a_timeline_can_be_asked_for_on_any_day_of_the_calendar(as_of):
    life = describe_statuses(
        [{"from": "2025-03-01", "to": None, "holds": "yes", "status": "in_force", "basis": "reported"}]
    )
    line = build_timeline([("2025-03-02T00:00:00Z", life)], [], as_of)
    assert LEFT <= line["now"] <= WIDTH - RIGHT
    assert all(LEFT <= tick["x"] <= WIDTH - RIGHT for tick in line["ticks"])
