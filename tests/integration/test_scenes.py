"""Scenes: they match the API on every day, and further steps move no nodes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.dates import OPEN_END, UNKNOWN_START, holds
from graph.queries import AddStep, Clocks, ExpandStep, LinkFilter, SceneRequest
from graph.queries.pictures.scenes import MAX_EXPANSION
from graph.views import intervals

NOVEMBER = datetime(2025, 11, 30, 23, tzinfo=UTC)
CHINA = SceneRequest(["government:china"], 2)


def on(cut, day):
    return next((s for s in cut if (s["from"] or "") <= day and (s["to"] is None or day < s["to"])), None)


@pytest.mark.parametrize("known_at", ["2025-07-20", "2025-11-30"])
async def test_on_every_day_a_scene_says_what_the_graph_of_that_day_says(runtime, known_at):
    known = Clocks.parse(None, known_at).known_at
    scene = await runtime.answers.scene(CHINA, known)
    ids = [node["id"] for node in scene["nodes"]]
    changes = {
        span[end] for one in (*scene["nodes"], *scene["links"]) for span in one["spans"] for end in ("from", "to")
    }
    days = sorted(date.fromisoformat(day) for day in changes - {None})
    assert len(days) > 50
    for day in [*days[::6], days[-1], date(1990, 1, 1), days[-1] + timedelta(days=400)]:
        graph = await runtime.answers.graph(ids, 0, LinkFilter(), Clocks(day, known), 500)
        shown = {link["link_id"]: span["holds"] for link in scene["links"] if (span := on(link["spans"], str(day)))}
        assert shown == {link["link_id"]: link["holds"] for link in graph["links"]}, day
        life = {node["id"]: on(node["spans"], str(day)) for node in scene["nodes"]}
        for node in graph["nodes"]:
            if node["kind"] == "Measure":
                span = life[node["id"]]
                told = (span["status"], span["holds"], span["basis"]) if span else (None, None, None)
                assert told == (node["status"], node["status_holds"], node["status_basis"]), (day, node["id"])


DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 20)) | st.sampled_from([UNKNOWN_START, OPEN_END])


@given(st.lists(st.tuples(DAYS, DAYS, DAYS, DAYS, st.sampled_from(["in_force", "eased"])), max_size=4))
def test_spans_do_not_overlap_and_say_what_the_rule_says_on_every_day(lives):
    bounds = ("valid_from", "valid_from_latest", "valid_to_earliest", "valid_to")
    rows = [
        dict(zip(bounds, [str(day) for day in sorted(life[:4])], strict=True))
        | {"status": life[4], "scheduled": life[4] == "eased"}
        for life in lives
    ]
    cut = intervals.status_intervals(rows)
    assert all(a["to"] is not None and a["to"] <= b["from"] for a, b in pairwise(cut))
    assert cut == intervals.coalesce(cut)
    for number in range(-1, 23):
        day = str(date(2025, 1, 1) + timedelta(days=number))
        there = [
            (holds(day, (r["valid_from"], r["valid_from_latest"]), (r["valid_to_earliest"], r["valid_to"])), r)
            for r in rows
        ]
        there = [(held, row) for held, row in there if held != "no"]
        span = on(cut, day)
        assert (span is None) == (not there)
        if span:
            sure = [row for held, row in there if held == "yes"]
            assert span["holds"] == ("yes" if sure else "possible")
            latest = max(row["valid_from"] for row in sure or [row for _, row in there])
            assert span["basis"] == ("by_terms" if span["status"] == "eased" else "reported")
            assert span["status"] in {r["status"] for r in sure or [r for _, r in there] if r["valid_from"] == latest}


def test_spans_are_cut_where_others_begin_or_end():
    own = [{"from": None, "to": "2025-03-01", "holds": "yes"}]
    other = [{"from": "2025-01-01", "to": "2025-02-01", "holds": "yes", "status": "eased"}]
    assert [(s["from"], s["to"], o and o["status"]) for s, o in intervals.intersect(own, other)] == [
        (None, "2025-01-01", None), ("2025-01-01", "2025-02-01", "eased"), ("2025-02-01", "2025-03-01", None),
    ]  # fmt: skip
    assert intervals.coalesce([s for s, _ in intervals.intersect(own, other)]) == own


async def test_a_scene_is_the_same_whenever_it_is_asked_for(runtime):
    assert await runtime.answers.scene(CHINA, NOVEMBER) == await runtime.answers.scene(CHINA, NOVEMBER)


async def test_a_step_adds_at_most_so_many_and_the_next_one_goes_on(runtime):
    day = date(2025, 7, 20)
    steps, sizes = [], []
    while len(sizes) < 2 or sizes[-1]:
        steps.append(ExpandStep("government:china", day))
        scene = await runtime.answers.scene(SceneRequest(["government:china"], 0, steps=steps), NOVEMBER)
        sizes.append(len(scene["batches"][-1]))
    assert max(sizes) <= MAX_EXPANSION
    assert sizes[-1] == 0
    assert sizes[0] == MAX_EXPANSION
    assert "government:china" not in scene["more"]
    assert scene["reach"] == {"government:china": 1}


async def test_those_linked_on_the_day_come_first(runtime):
    day = date(2025, 7, 20)
    scene = await runtime.answers.scene(
        SceneRequest(["government:china"], 0, steps=[ExpandStep("government:china", day)]), NOVEMBER
    )
    then = await runtime.answers.graph(["government:china"], 1, LinkFilter(), Clocks(day, NOVEMBER), 500)
    linked = {node["id"] for node in then["nodes"]}
    of_the_day = [i in linked for i in scene["batches"][1]]
    assert of_the_day == sorted(of_the_day, reverse=True)
    assert all(of_the_day) == (len(linked) > MAX_EXPANSION)


async def test_what_is_added_is_reached_by_itself_and_types_narrow_an_expansion(runtime):
    steps = [
        AddStep(["official:xi-jinping", "company:nvidia"]),
        ExpandStep("government:china", date(2025, 7, 20), ["TARGETS"]),
    ]
    scene = await runtime.answers.scene(SceneRequest(["company:nvidia"], 0, steps=steps), NOVEMBER)
    assert scene["batches"][:2] == [["company:nvidia"], ["official:xi-jinping"]]
    assert scene["reach"]["official:xi-jinping"] == 0
    assert scene["batches"][2]
    assert all(i.startswith("measure:") for i in scene["batches"][2])


async def test_no_place_changes_when_a_scene_grows(http):
    params = {"id": "company:nvidia", "known_at": "2025-11-30"}
    steps = [
        "expand government:united-states 2025-07-20",
        "add official:xi-jinping",
        "expand government:china 2025-07-20",
    ]
    places = {}
    for n in range(len(steps) + 1):
        scene = (await http.get("/scene", params=params | {"then": steps[:n]})).json()
        now = {node["id"]: (node["x"], node["y"]) for node in scene["nodes"]}
        assert places.items() <= now.items()
        assert len(now) > len(places)
        places = now


async def test_a_scene_holds_no_more_than_it_is_asked_to(http):
    params = {"id": "government:china", "limit": "7", "known_at": "2025-11-30"}
    scene = (await http.get("/scene", params=params)).json()
    assert len(scene["nodes"]) == 7
    assert scene["truncated"]
    assert scene["more"]["government:china"] > 0


async def test_a_scene_is_full_at_some_size_however_many_steps_are_made(runtime, monkeypatch):
    monkeypatch.setattr("graph.queries.pictures.scenes.MAX_SCENE_ENTITIES", 30)
    steps = [ExpandStep("government:china", date(2025, 7, 20))] * 3 + [
        AddStep(["official:xi-jinping", "company:nvidia"])
    ]
    scene = await runtime.answers.scene(SceneRequest(["government:china"], 0, steps=steps), NOVEMBER)
    assert len(scene["nodes"]) == sum(map(len, scene["batches"])) == 30
    assert set(scene["reach"]) <= {node["id"] for node in scene["nodes"]}


@pytest.mark.parametrize(
    ("params", "status", "says"),
    [
        ({"id": "company:nothing"}, 404, "company:nothing"),
        ({"id": "company:nvidia", "then": "add company:nothing"}, 404, "company:nothing"),
        ({"id": "company:nvidia", "then": "expand company:nvidia"}, 422, "then is invalid"),
        ({"id": "company:nvidia", "then": "expand company:nvidia 2025-13-01"}, 422, "then is invalid"),
        ({"id": "company:nvidia", "then": "expand company:nvidia 2025-07-20 EATS"}, 422, "EATS"),
        ({"id": "company:nvidia", "then": ["add company:nvidia"] * 201}, 422, "at most 200"),
        ({"id": "company:nvidia", "then": " "}, 422, "then is invalid"),
        ({}, 422, "id is required"),
    ],
)
async def test_a_scene_that_cannot_be_made_is_said_plainly(http, params, status, says):
    answer = await http.get("/scene", params=params)
    assert answer.status_code == status
    assert says in answer.json()["detail"]


async def test_the_picture_as_a_query_gives_the_links_of_the_picture(seeded, runtime):
    scene = await runtime.answers.scene(SceneRequest(["company:nvidia"]), NOVEMBER)
    query = runtime.answers.queries["picture"]
    ids = [node["id"] for node in scene["nodes"]]
    table = await seeded.table(
        query.cypher, {"ids": ids, "types": None, "certainties": None, "as_of": date(2025, 7, 20), "known_at": NOVEMBER}
    )
    found = {row[1]["link_id"] for row in table.rows}
    assert found == {link["link_id"] for link in scene["links"] if on(link["spans"], "2025-07-20")} != set()
