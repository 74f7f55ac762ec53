"""The timeline page and the comparison page show the same as the API."""

import html
import re
from datetime import datetime

import pytest
from page_reader import Reader

from app.pictures.scene.build import build_scene
from graph.model.vocabulary import vocabulary
from graph.queries import Clocks, SceneRequest

TARIFFS = "measure:us-145-percent-tariffs-on-china"
H20 = "measure:us-h20-export-control"


async def test_a_timeline_tells_each_state_of_knowledge_as_the_api_did_then(runtime, http):
    known_at = Clocks.parse(None, "2025-11-30").known_at
    life = await runtime.answers.fetch_status_history(TARIFFS, known_at)
    assert [since[:10] for since, _ in life["versions"]] == ["2025-04-10", "2025-05-16", "2025-08-11", "2025-11-04"]
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
    assert "record of 11 Aug 2025" in text
    assert "eases: US-China trade truce of 2025" in text
    assert "Trump prolongs the relief by a year, to 10 November 2026." in text
    facts = [attrs["href"] for tag, attrs in read.elements if tag == "a" and attrs["href"].startswith("../facts/")]
    assert len(facts) >= 4
    for fact in facts:
        assert (await http.get(fact.removeprefix(".."))).status_code == 200


async def test_a_measure_whose_life_nobody_tells_is_said_so(http):
    answer = await http.get("/picture/timeline", params={"id": H20, "known_at": "2016-01-01"})
    assert "No source reports a status" in answer.text
    assert "<b>Not in force</b>" in answer.text


#: Row of a comparison: date, change, item, details, actor and source.
_ROW = re.compile(r"<tr><td class=\"days\">(.*?)</td><td class=\"is-(\w+)\">.*?</td><th.*?>(.*?)</th><td>(.*?)</td>"
                  r"<td>(.*?)</td><td>(.*?)</td></tr>")  # fmt: skip


def rows_of(page):
    return [tuple(html.unescape(re.sub(r"<.*?>", "", cell)) for cell in row) for row in _ROW.findall(page)]


async def test_before_and_after_say_what_the_api_says_of_both_days(http):
    params = {"id": H20, "before": "2025-07-10", "after": "2025-07-20", "known_at": "2025-11-30"}
    page = (await http.get("/picture/compare", params=params)).text
    scene = (await http.get("/scene", params={"id": H20, "known_at": "2025-11-30"})).json()
    links = {}
    for day in ("2025-07-10", "2025-07-20"):
        asked = {"id": [node["id"] for node in scene["nodes"]], "depth": 0, "as_of": day, "known_at": "2025-11-30"}
        graph = (await http.get("/graph", params=asked)).json()
        links[day] = {link["link_id"] for link in graph["links"]}
    assert f"{len(links['2025-07-10'])} links" in page
    assert f"{len(links['2025-07-20'])} links" in page
    new = links["2025-07-20"] - links["2025-07-10"]
    assert new
    rows = rows_of(page)
    assert len([row for row in rows if row[1] in ("new", "dates")]) == len(new)
    (changed,) = [row for row in rows if row[1] == "status"]
    assert changed == (
        "14 Jul 2025", "status", "US export control on the Nvidia H20", "in force → eased",
        "White House", "Bloomberg, 17 Jul 2025",
    )  # fmt: skip


async def test_from_may_to_november_no_act_ends_and_the_rows_are_in_the_order_of_time(runtime, http):
    params = {"id": "government:china", "before": "2025-05-01", "after": "2025-11-30", "known_at": "2025-12-31"}
    page = (await http.get("/picture/compare", params=params)).text
    rows = rows_of(page)
    assert len(rows) > 40
    scene = build_scene(
        await runtime.answers.scene(SceneRequest(["government:china"]), Clocks.parse(None, "2025-12-31").known_at)
    )
    names = {node["id"]: node["name"] for node in scene["nodes"]}
    acts = {
        f"{names[link['subject']]} {link['label']} {names[link['object']]}"
        for link in scene["links"]
        if vocabulary().relationships[link["type"]].temporal == "act"
    }
    assert not [row for row in rows if row[1] == "ended" and row[2] in acts]
    for date_, change, what, how, actor, source in rows:
        if change == "status":
            assert " → " in how
            assert date_ != "not known", what
            assert actor, what
            assert re.search(r", (\d+ )?([A-Z][a-z]{2} )?\d{4}$", source), what
        if change == "dates":
            assert " → " in how
    exact = [datetime.strptime(row[0], "%d %b %Y") for row in rows if re.fullmatch(r"\d+ [A-Z][a-z]{2} \d{4}", row[0])]
    assert len(exact) > 30
    assert exact == sorted(exact)
    assert not re.search(r">[^<]*\d{4}-\d{2}-\d{2}", page)


@pytest.mark.parametrize(
    ("path", "params", "status", "says"),
    [
        ("/picture/timeline", {"id": "measure:nothing"}, 404, "measure:nothing"),
        ("/picture/timeline", {"id": "company:nvidia"}, 404, "no measure"),
        ("/picture/timeline", {}, 422, "is required"),
        ("/picture/compare", {"id": H20, "after": "2025-07-20"}, 422, "before is required"),
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
