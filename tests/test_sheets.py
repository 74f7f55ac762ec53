"""A measure's timeline, and before and after: what they draw is what the API says, and texts stay texts."""

import html
import re
from datetime import date, timedelta
from math import hypot

import pytest
from drawing import HOSTILE, article
from hypothesis import given
from hypothesis import strategies as st
from test_picture import Reader

from app.explorer.compare import compare
from app.explorer.curves import middle, svg_path
from app.explorer.scenes import drawn
from app.explorer.timeline import LEFT, RIGHT, WIDTH, timeline
from app.sheets import compare_page, timeline_page
from graph.answers import Clocks
from graph.spans import of_versions
from graph.store import Table

TARIFFS = "measure:us-145-percent-tariffs-on-china"
H20 = "measure:us-h20-export-control"
COLUMNS = ["acted_on", "acted_on_latest", "actor", "office", "act", "how", "certainty", "n_sources", "text", "fact_id"]


async def test_a_timeline_tells_each_state_of_knowledge_as_the_api_did_then(runtime, http):
    known_at = Clocks.given(None, "2025-11-30").known_at
    life = await runtime.answers.life(TARIFFS, known_at)
    assert [since[:10] for since, _ in life["versions"]] == ["2025-04-10", "2025-05-16", "2025-08-11", "2025-11-05"]
    for since, spans in life["versions"]:
        answer = (await http.get(f"/measures/{TARIFFS}/timeline", params={"known_at": since})).json()
        told = [(p["status"], p["valid_from"], p["valid_to"]) for p in answer["periods"]]
        assert [(span["status"], span["from"], span["to"]) for span in spans] == told


async def test_the_page_of_a_timeline_holds_acts_periods_and_evidence(http):
    answer = await http.get(
        "/picture/timeline", params={"id": TARIFFS, "as_of": "2025-11-20", "known_at": "2025-11-30"}
    )
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    read = Reader(answer.text)
    text = " ".join(read.texts)
    assert "as known from 2025-08-11" in text
    assert "eases: US-China trade truce of 2025" in text
    assert "Trump prolongs the relief by a year, to 10 November 2026." in text
    facts = [attrs["href"] for tag, attrs in read.elements if tag == "a" and attrs["href"].startswith("../facts/")]
    assert len(facts) >= 4
    for fact in facts:
        assert (await http.get(fact.removeprefix(".."))).status_code == 200


async def test_a_measure_whose_life_nobody_tells_is_said_so(http):
    answer = await http.get("/picture/timeline", params={"id": H20, "known_at": "2016-01-01"})
    assert "No source known by then says" in answer.text


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(str)
ACTS = st.fixed_dictionaries(
    {"acted_on": DAYS | st.none(), "act": st.sampled_from(["IMPOSED", "EASED"]), "actor": st.text(max_size=40),
     "certainty": st.sampled_from(["asserted", "expected"])}
)  # fmt: skip


@given(st.lists(ACTS, max_size=12), st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_no_text_of_an_act_runs_into_another_and_nothing_leaves_the_sheet(acts, as_of):
    life = [{"from": "2025-03-01", "to": None, "holds": "yes", "status": "in_force"}]
    line = timeline([("2025-03-02T00:00:00Z", life)], acts, as_of)
    boxes = []
    for mark in line["marks"]:
        wide = len(mark["text"]) * 6.4
        boxes.append((mark["x"] - wide if mark["left"] else mark["x"], mark["y"], wide))
    for n, (x, y, wide) in enumerate(boxes):
        assert all(y != v or x + wide <= u or u + w <= x for u, v, w in boxes[n + 1 :])
    for lane in line["lanes"]:
        for span in lane["spans"]:
            assert LEFT <= span["x"] <= span["x"] + span["width"] <= WIDTH - RIGHT + 1
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
        return {**days, "status": "in_force", "known_from": known_from, "known_to": known_to, **more}

    first = period("2025-01-01T00:00:00Z", "2025-03-01T00:00:00Z", "2025-01-01")
    same = period("2025-03-01T00:00:00Z", "9999-12-31T00:00:00Z", "2025-01-01", action="another act, the same life")
    later = period("2025-05-01T00:00:00Z", "9999-12-31T00:00:00Z", "2025-05-01", status="eased")
    assert [since for since, _ in of_versions([first, same, later])][:2] == [
        "2025-01-01T00:00:00Z",
        "2025-05-01T00:00:00Z",
    ]


async def test_before_and_after_say_what_the_api_says_of_both_days(runtime, http):
    params = {"id": H20, "before": "2025-07-10", "after": "2025-07-20", "known_at": "2025-11-30"}
    page = (await http.get("/picture/compare", params=params)).text
    scene = (await http.get("/scene", params={"id": H20, "known_at": "2025-11-30"})).json()
    links = {}
    for day in ("2025-07-10", "2025-07-20"):
        asked = {"id": [node["id"] for node in scene["nodes"]], "depth": 0, "as_of": day, "known_at": "2025-11-30"}
        graph = (await http.get("/graph", params=asked)).json()
        links[day] = {link["link_id"] for link in graph["links"]}
    new, gone = links["2025-07-20"] - links["2025-07-10"], links["2025-07-10"] - links["2025-07-20"]
    assert new
    rows = re.findall(r"<tr><td class=\"is-(\w+)\">", page)
    assert (rows.count("new"), rows.count("gone"), rows.count("changed")) == (len(new), len(gone), 1)
    assert "in force → eased" in html.unescape(page)


def test_an_entity_has_one_place_in_both_pictures():
    scene = drawn(article())
    ends = [{"id": node["id"], "status": None} for node in scene["nodes"]]
    links = [
        {"link_id": link["link_id"], "subject": {"id": link["subject"]}, "object": {"id": link["object"]}}
        for link in scene["links"]
    ]
    before, after = {"nodes": ends, "links": links[:4]}, {"nodes": ends, "links": links[3:]}
    found = compare(scene, before, after, ["government:china"])
    places = [{node["name"]: (node["x"], node["y"]) for node in picture["nodes"]} for picture in found["pictures"]]
    both = places[0].keys() & places[1].keys()
    assert both
    assert "China" in both  # asked for, linked or not
    assert all(places[0][name] == places[1][name] for name in both)
    changes = [row["change"] for row in found["changes"]]
    assert (changes.count("gone"), changes.count("new")) == (3, len(links) - 4)


@pytest.mark.parametrize(
    ("path", "params", "status", "says"),
    [
        ("/picture/timeline", {"id": "measure:nothing"}, 404, "measure:nothing"),
        ("/picture/timeline", {"id": "company:nvidia"}, 404, "no measure"),
        ("/picture/timeline", {}, 422, "has to be given"),
        ("/picture/compare", {"id": H20, "after": "2025-07-20"}, 422, "before has to be given"),
        (
            "/picture/compare",
            {"id": H20, "before": "2025-07-20", "after": "2025-07-20"},
            422,
            "a day before 2025-07-20",
        ),
        (
            "/picture/compare",
            {"id": "company:nothing", "before": "2025-07-01", "after": "2025-07-20"},
            404,
            "company:nothing",
        ),
    ],
)
async def test_what_cannot_be_drawn_is_said_plainly(http, path, params, status, says):
    answer = await http.get(path, params=params)
    assert answer.status_code == status
    assert says in answer.json()["detail"]


def test_hostile_texts_stay_texts():
    text = HOSTILE[1]
    life = {"measure": {"id": H20, "name": text}, "versions": []}
    acts = Table(COLUMNS, [["2025-07-01", "2025-07-01", text, text, "EASED", text, "asserted", 1, text, "f"]])
    scene = article()
    scene["nodes"][3]["name"] = text
    graph = {"nodes": scene["nodes"], "links": scene["links"]}
    clocks = Clocks.given("2025-07-20", "2025-07-20")
    days = date(2025, 7, 1), date(2025, 7, 20)
    pages = (
        timeline_page(life, acts, clocks, text),
        compare_page(scene, [graph, graph], days, [scene["nodes"][3]["id"]], clocks, text),
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
    line = timeline([], [], date(2025, 7, 20))
    assert (line["lanes"], line["marks"]) == ([], [])
    far = str(date(2025, 7, 20) + timedelta(days=9000))
    wide = timeline(
        [("2025-01-01T00:00:00Z", [{"from": "2001-01-01", "to": far, "holds": "possible", "status": "eased"}])],
        [],
        date(2025, 7, 20),
    )
    assert 3 < len(wide["ticks"]) <= 13


@pytest.mark.parametrize("as_of", [date.min, date(1, 1, 20), date(9999, 12, 1), date(9999, 12, 30)])
def test_a_timeline_can_be_asked_for_on_any_day_of_the_calendar(as_of):
    life = [{"from": "2025-03-01", "to": None, "holds": "yes", "status": "in_force"}]
    line = timeline([("2025-03-02T00:00:00Z", life)], [], as_of)
    assert LEFT <= line["now"] <= WIDTH - RIGHT
    assert all(LEFT <= tick["x"] <= WIDTH - RIGHT for tick in line["ticks"])
