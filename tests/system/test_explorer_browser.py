"""Explorer in a real browser, on the real service: actions by mouse and by keyboard."""

import re
from collections import Counter
from pathlib import Path

import pytest
from explorer import at, click, missing, on_link, painted, ready, seen, settled
from playwright.async_api import expect
from service import runtime_on, serving

from app.pictures.pages import load_examples
from app.pictures.scene.days import day_text
from app.runtime.loading import ingest_records
from graph.ingest.readers import read_json
from graph.queries import Clocks, LinkFilter

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright closes its pipes only when the process ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

H20 = "measure:us-h20-export-control"
NOVEMBER = "known_at=2025-11-30"


@pytest.fixture
def explore(address, visit):
    """Return a function that opens a picture and waits until it is drawn."""

    async def open_(query, **how):
        return await ready(await visit(f"{address}/picture?view=picture&{query}", **how))

    return open_


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_picture_stays_whatever_is_done_around_it(explore, scheme):
    page = await explore(f"id={H20}&depth=2&as_of=2025-07-20&{NOVEMBER}", scheme=scheme)
    assert await painted(page) > 20_000
    await page.set_viewport_size({"width": 700, "height": 600})
    assert await painted(page) > 5_000
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.locator("#toggle-table").click()
    await page.locator("#toggle-table").click()
    assert await painted(page) > 20_000
    paper = "getComputedStyle(document.body).backgroundColor"
    before = await page.evaluate(paper)
    await page.locator("#theme").click()
    assert await page.evaluate(paper) != before
    assert await painted(page) > 20_000
    await page.reload()
    assert await page.evaluate(paper) != before  # the browser stores the choice


async def test_a_search_leads_to_a_picture(address, visit):
    page = await ready(await visit(address))
    await page.locator("#search").fill("nvidai h20")
    first = page.locator("#suggestions li").first
    await expect(first).to_contain_text("H20")
    await first.click()
    await page.wait_for_url("**/entity/**")
    await page.get_by_role("link", name="Picture", exact=True).click()
    await page.wait_for_url("**/picture?**")
    await ready(page)
    assert "H20" in await page.locator("h1").inner_text()
    assert (await seen(page))["links"]


@pytest.mark.parametrize("example", load_examples(), ids=lambda example: example["question"])
async def test_each_question_is_answered_in_what_opens_with_one_click(address, visit, example):
    page = await ready(await visit(address))
    await page.get_by_text(example["question"]).click()
    await ready(page)
    await settled(
        page, "given.every((id) => now.shown.nodes.some(({ node }) => node.id === id))", example["answer"]["shows"]
    )
    assert await missing(page) == []
    for text in example["answer"].get("says", ()):
        await expect(page.locator("#details")).to_contain_text(text)
    behind = await page.locator("#details .status-now .statement").all_inner_texts()
    assert len(behind) == len(set(behind))
    assert (await seen(page))["day"] == str(example.get("as_of", await latest(page)))


async def latest(page):
    return await page.evaluate("JSON.parse(document.getElementById('data-page').textContent).latest_source")


async def test_what_is_searched_opens_on_the_day_of_the_latest_source(address, visit):
    page = await ready(await visit(address))
    told = await page.locator("#age").inner_text()
    await page.locator("#search").fill("nvidia")
    await page.locator("#suggestions li").first.click()
    await page.wait_for_url("**/entity/**")
    await page.get_by_role("link", name="Picture", exact=True).click()
    await page.wait_for_url("**/picture?**")
    await ready(page)
    assert (await seen(page))["day"] == await latest(page)
    assert await page.locator("#age").inner_text() == told
    assert not await page.locator("#age.late").count()


async def test_a_day_later_than_the_latest_source_is_marked_and_left_with_one_click(explore, http):
    latest = (await http.get("/stats", params={"known_at": "2025-11-30"})).json()["latest_source"]
    page = await explore(f"id={H20}&as_of=2026-06-01&{NOVEMBER}")
    await expect(page.locator("#age")).to_have_text(f"Latest source: {day_text(latest)}, before the selected date")
    assert await page.locator("#age.late").count() == 1
    await page.locator("#to-latest").click()
    assert (await seen(page))["day"] == latest
    assert await page.locator("#age.late").count() == 0
    assert "before the selected date" not in await page.locator("#age").inner_text()


async def test_what_was_known_on_the_day_is_one_click_away(explore):
    page = await explore(f"id={H20}&as_of=2025-07-10&{NOVEMBER}")
    await page.locator("#all-known").click()
    await page.locator("#as-known").wait_for()
    await ready(page)
    assert "known_at" not in page.url
    await page.locator("#as-known").click()
    await page.locator("#all-known").wait_for()
    await ready(page)
    assert "known_at=2025-07-10" in page.url
    await expect(page.locator(".dates")).to_contain_text("using sources up to 10 Jul 2025")
    assert "14 Jul 2025" not in await page.locator("#lives").inner_text()


async def test_the_legend_leaves_only_what_is_chosen_and_all_again(explore):
    page = await explore(f"id=government:china&as_of=2025-07-20&{NOVEMBER}")
    kinds = "[...new Set(tradegraph.now().shown.nodes.map(({ node }) => node.kind))].sort()"
    everything = await page.evaluate(kinds)
    await page.get_by_role("button", name="Show only Measure", exact=True).press("Enter")
    assert await page.evaluate(kinds) == ["Measure"]
    await page.get_by_role("button", name="Show all: Kinds", exact=True).press("Enter")
    assert await page.evaluate(kinds) == everything


async def test_details_of_a_measure_begin_with_its_status_why_and_who_says_so(explore, http):
    tariffs = "measure:us-145-percent-tariffs-on-china"
    page = await explore(f"id={tariffs}&as_of=2026-11-20&{NOVEMBER}#pick={tariffs}")
    measure = (await http.get(f"/entities/{tariffs}", params={"as_of": "2026-11-20", "known_at": "2025-11-30"})).json()
    assert measure["status_basis"] == "by_terms"
    status = page.locator("#details .status-now")
    await expect(status.locator("p").first).to_have_text(measure["status_note"])
    assert await page.locator("#details h2 + .status-now").count() == 1
    fact = (await http.get(f"/facts/{measure['status_fact_id']}", params={"known_at": "2025-11-30"})).json()
    (said,) = [one for one in fact["statements"] if one["id"] == measure["status_statement_id"]]
    await expect(status.locator(".statement").first).to_contain_text(said["text"])
    await expect(status.locator(".statement").first).to_contain_text(said["source"]["publisher"])
    assert await status.locator(".dot.by-terms").count() == 1
    assert "in force by its own terms" in (await seen(page))["legend"]
    assert "by its own terms, not confirmed" in (await seen(page))["legend"]
    await page.locator("#toggle-table").click()
    await expect(page.locator("#tables td.by-terms").first).to_contain_text("by its own terms, not confirmed")
    await page.locator("#toggle-table").click()
    await page.locator("#filters button", has_text="in force by its own terms").click()
    assert tariffs not in (await seen(page))["nodes"]
    assert "no-status=in_force_by_its_own_terms" in page.url


async def test_a_link_says_when_it_was_first_reported(explore, http):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    link = await page.evaluate("tradegraph.now().shown.links.find(({link}) => link.type === 'RESTRICTS').link")
    fact = (await http.get(f"/facts/{link['fact_id']}", params={"known_at": "2025-11-30"})).json()
    first = min(one["source"]["published_on"] for one in fact["statements"] if one["stance"] == "asserts")
    await page.locator("#canvas canvas").click(position=await on_link(page, link["link_id"]))
    await expect(page.locator("#details")).to_contain_text(f"First reported {day_text(first)}")
    assert not re.search(r"\d{4}-\d{2}-\d{2}|T\d{2}:\d{2}", await page.locator("#details").inner_text())


async def test_search_in_a_picture_jumps_or_adds(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    before = await seen(page)
    await page.locator("#search").fill("lutnick")
    await page.locator("#suggestions li", has_text=", in the picture").first.click()
    assert "Howard Lutnick" in await page.locator("#details h2").inner_text()
    assert (await seen(page))["nodes"] == before["nodes"]
    await page.locator("#search").fill("xi jinping")
    await page.locator("#suggestions li", has_text="not in the picture").first.click()
    await settled(page, "now.picked.nodes[0] === 'official:xi-jinping'")
    assert set((await seen(page))["nodes"]) - set(before["nodes"]) == {"official:xi-jinping"}


def legend_status(measure):
    """Return the status under which the legend counts a measure."""
    by_terms = "_by_its_own_terms" if measure["status_basis"] == "by_terms" else ""
    return (measure["status"] or "not_in_force") + by_terms


@pytest.mark.parametrize(("query", "depth"), [(f"id={H20}", 1), ("id=company:nvidia&type=MAKES,RESTRICTS,TARGETS", 2)])
async def test_on_each_day_the_links_shown_are_those_of_the_api(explore, runtime, query, depth):
    page = await explore(f"{query}&depth={depth}&as_of=2025-07-20&{NOVEMBER}")
    ids = re.findall(r"id=([^&]+)", query)
    types = (re.findall(r"type=([^&]+)", query) or [None])[0]
    shapes = set()
    for day in ("2025-07-20", "2025-07-13", "2025-04-08", "2025-05-20", "2025-11-10", "2020-01-01"):
        await page.locator("#as-of").fill(day)
        await page.locator("#as-of").dispatch_event("change")
        there = await seen(page)
        wanted = LinkFilter(types.split(",") if types else None)
        graph = await runtime.answers.graph(ids, depth, wanted, Clocks.parse(day, "2025-11-30"), 300)
        links = sorted(link["link_id"] for link in graph["links"])
        assert (there["day"], there["links"], there["drawn"]) == (day, links, links)
        assert there["counts"].split(" ")[0] == str(len(graph["nodes"]))
        assert await page.locator("#slider").get_attribute("aria-valuetext") == day_text(day)
        status = Counter(legend_status(n) for n in graph["nodes"] if n["kind"] == "Measure")
        assert await page.evaluate("Object.fromEntries(tradegraph.now().shown.counts.status)") == dict(status)
        await page.locator("#toggle-table").click()
        assert await page.locator("#tables tbody tr").count() == len(graph["nodes"]) + len(graph["links"])
        await page.locator("#toggle-table").click()
        shapes.add(tuple(links))
    assert len(shapes) > 2  # the days look different


async def test_the_slider_moves_the_day_in_one_step_to_undo(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    before = await seen(page)
    box = await page.locator("#slider").bounding_box()
    await page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    await page.mouse.down()
    for share in (0.4, 0.3, 0.22):
        await page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    await page.mouse.up()
    after = await seen(page)
    assert after["day"] < "2025-05-01"
    assert after["links"] != before["links"]
    assert f"as_of={after['day']}" in page.url
    await page.locator("#undo").click()
    assert await seen(page) == before


async def test_the_buttons_go_to_the_days_on_which_something_changes(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await page.locator("#day-before").click()
    day = (await seen(page))["day"]
    assert day in await page.evaluate("tradegraph.now().scene.days")
    assert day < "2025-07-20"
    await page.locator("#day-after").click()
    assert (await seen(page))["day"] > day


async def test_expanding_adds_next_to_what_is_there_and_twice_adds_nothing(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    before = await seen(page)
    await click(page, "official:howard-lutnick", click_count=2, delay=30)
    await settled(page, "now.state.steps.length === 1")
    after = await seen(page)
    assert set(before["nodes"]) < set(after["nodes"])
    assert before["places"].items() <= after["places"].items()
    await page.keyboard.press("Escape")
    await page.locator("#fit").click()
    await click(page, "official:howard-lutnick", click_count=2, delay=30)
    await expect(page.locator("#said")).to_contain_text("Nothing more")
    assert await seen(page) == after


async def test_what_does_not_fit_is_said_and_can_be_chosen(explore):
    page = await explore(f"id=government:china&limit=8&as_of=2025-07-20&{NOVEMBER}")
    before = await seen(page)
    assert len(before["nodes"]) <= 8
    assert "The picture starts with 8 entities" in await page.locator(".note").inner_text()
    await page.locator("#more").click()
    await page.locator("#choices button", has_text="targets").click()
    await settled(page, "now.state.steps.length === 1")
    added = set((await seen(page))["nodes"]) - set(before["nodes"])
    assert added
    assert all(i.startswith("measure:") for i in added)


async def test_every_step_is_undone_and_redone_exactly(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    states = [await seen(page)]

    async def did():
        now = await seen(page)
        assert now != states[-1]
        states.append(now)

    await click(page, "official:howard-lutnick")
    await page.locator("#do-expand").click()
    await settled(page, "now.state.steps.length === 1")
    await did()
    await page.get_by_role("button", name="Pin", exact=True).click()
    await did()
    await page.get_by_role("button", name="Hide", exact=True).click()
    await did()
    await page.locator("#filters button", has_text="Company").click()
    await did()
    await page.locator("#expected").click()
    await did()
    await page.locator("#day-before").click()
    await did()
    await page.locator("#fit").click()
    box = await page.locator("#canvas canvas").bounding_box()
    start = await at(page, H20)
    await page.mouse.move(box["x"] + start["x"], box["y"] + start["y"])
    await page.mouse.down()
    await page.mouse.move(box["x"] + start["x"] + 40, box["y"] + start["y"] + 60, steps=4)
    await page.mouse.up()
    await did()
    await page.locator("#show-all").click()
    await did()
    for state in reversed(states[:-1]):
        await page.locator("#undo").click()
        assert await seen(page) == state
    assert await page.locator("#undo").is_disabled()
    for state in states[1:]:
        await page.locator("#redo").click()
        assert await seen(page) == state
    assert await page.locator("#redo").is_disabled()


async def test_the_address_restores_the_scene(explore, visit):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await click(page, "official:howard-lutnick", click_count=2, delay=30)
    await settled(page, "now.state.steps.length === 1")
    await page.locator("#filters button", has_text="opposes").click()
    await page.locator("#expected").click()
    await page.locator("#day-before").click()
    await page.keyboard.press("Escape")
    await page.locator("#fit").click()
    box = await page.locator("#canvas canvas").bounding_box()
    start = await at(page, "company:nvidia")
    await page.mouse.move(box["x"] + start["x"], box["y"] + start["y"])
    await page.mouse.down()
    await page.mouse.move(box["x"] + start["x"] - 50, box["y"] + start["y"] + 70, steps=4)
    await page.mouse.up()
    await click(page, "government:china")
    await page.get_by_role("button", name="Pin", exact=True).click()
    other = await ready(await visit(page.url))
    assert await seen(other) == await seen(page)
    await expect(other.locator("#details h2")).to_contain_text("China")


async def test_a_saved_scene_is_offered_on_the_first_page(explore, visit, address):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await page.locator("#filters button", has_text="opposes").click()
    await page.locator("#share summary").click()
    await page.locator("#share-save").click()
    await page.locator("#save-name").fill("H20 & <b>co</b>")
    await page.locator("#save-do").click()
    first = await ready(await visit(address, context=page.context))
    await first.get_by_text("H20 & <b>co</b>").click()
    await ready(first)
    assert await seen(first) == await seen(page)


async def test_two_picked_and_the_path_between_them_is_found(explore, http):
    page = await explore(f"id=company:nvidia&id=official:xi-jinping&depth=0&as_of=2025-07-20&{NOVEMBER}")
    await click(page, "company:nvidia")
    await page.keyboard.press("Escape")
    await click(page, "company:nvidia")
    await click(page, "official:xi-jinping", modifiers=["Shift"])
    await page.locator("#do-path").click()
    await settled(page, "now.picked.paths && now.shown.nodes.length > 2")
    ends = {"from": "company:nvidia", "to": "official:xi-jinping", "as_of": "2025-07-20", "known_at": "2025-11-30"}
    paths = (await http.get("/paths", params=ends)).json()["items"]
    there = await seen(page)
    assert {link["link_id"] for path in paths for link in path["links"]} <= set(there["links"])
    assert {node["id"] for path in paths for node in path["nodes"]} <= set(there["nodes"])
    await page.locator("#details .links button").first.click()
    await expect(page.locator("#details .statement").first).to_be_visible()


async def test_filters_hide_what_they_name_and_count_what_there_is(explore):
    page = await explore(f"id={H20}&depth=1&as_of=2025-07-20&{NOVEMBER}")
    whole = await seen(page)
    kinds = await page.evaluate(
        "Object.fromEntries(tradegraph.now().shown.nodes.map(({node}) => [node.id, node.kind]))"
    )
    told = await page.locator("#filters button", has_text="Government").inner_text()
    assert told.split()[-1] == str(list(kinds.values()).count("Government"))
    await page.locator("#filters button", has_text="Government").click()
    assert not [i for i in (await seen(page))["nodes"] if kinds[i] == "Government"]
    await page.locator("#show-all").click()
    assert (await seen(page))["nodes"] == whole["nodes"]
    types = "[...new Set(tradegraph.now().shown.links.map(({link}) => link.type))]"
    await page.locator("#filters button", has_text="restricts").click()
    assert "RESTRICTS" not in await page.evaluate(types)
    await page.locator("#expected").click()
    certain = await page.evaluate("tradegraph.now().shown.links.map(({link}) => link.certainty)")
    assert set(certain) <= {"asserted", "disputed"}
    await page.locator("#filters button", has_text="eased").first.click()
    assert H20 in (await seen(page))["nodes"] or "measure" not in str((await seen(page))["nodes"])


async def test_hide_others_leaves_what_is_linked(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await click(page, "product:nvidia-h20")
    await page.get_by_role("button", name="Show only this and its neighbours").click()
    links = await page.evaluate("tradegraph.now().shown.links.map(({link}) => [link.subject, link.object])")
    linked = {end for pair in links for end in pair if "product:nvidia-h20" in pair}
    assert set((await seen(page))["nodes"]) == linked


@pytest.mark.parametrize("query", [f"id={H20}&as_of=2025-07-20", "id=government:china&as_of=2025-11-20"])
@pytest.mark.parametrize("by", ["mouse", "keys"])
async def test_picking_an_entity_makes_no_other_vanish(explore, query, by):
    page = await explore(f"{query}&{NOVEMBER}", size=(1000, 640))
    nodes = (await seen(page))["nodes"]
    for _ in range(3):
        await page.locator("#zoom-in").click()
    assert await missing(page) == []
    for node in nodes[:: max(1, len(nodes) // 9)]:
        await page.evaluate("(id) => tradegraph.now().canvas.reveal(id)", node)
        assert await missing(page) == [], f"{node} brought into view"
        if by == "mouse":
            await click(page, node)
            await page.wait_for_timeout(350)  # the panel opens after the time for a double-click
        else:
            await page.locator("#canvas").focus()
            await page.keyboard.press("ArrowRight")
            await page.keyboard.press("Enter")
        assert await missing(page) == [], f"{node} picked"
        assert await page.locator("#details").is_visible()
        await page.keyboard.press("Escape")


async def test_what_joins_a_part_of_the_picture_is_painted_at_once(explore):
    page = await explore(f"id=government:china&as_of=2020-01-01&{NOVEMBER}", size=(1000, 640))
    await page.locator("#as-of").fill("2025-11-20")
    await page.locator("#as-of").dispatch_event("change")
    assert await missing(page) == []
    for _ in range(4):
        await page.locator("#zoom-in").click()
    for day in ("2020-01-01", "2025-05-20", "2025-11-20"):
        await page.locator("#as-of").fill(day)
        await page.locator("#as-of").dispatch_event("change")
        assert await missing(page) == []


async def test_a_pinned_entity_stays_whatever_the_day(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await click(page, "official:howard-lutnick")
    await page.get_by_role("button", name="Pin", exact=True).click()
    await page.locator("#as-of").fill("2015-01-01")
    await page.locator("#as-of").dispatch_event("change")
    assert "official:howard-lutnick" in (await seen(page))["nodes"]


async def test_every_statement_stands_behind_a_link(explore, http):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    link = await page.evaluate("tradegraph.now().shown.links.find(({link}) => link.type === 'RESTRICTS').link")
    await page.locator("#canvas canvas").click(position=await on_link(page, link["link_id"]))
    fact = (await http.get(f"/facts/{link['fact_id']}", params={"known_at": "2025-11-30"})).json()
    await expect(page.locator("#details .statement")).to_have_count(len(fact["statements"]))
    told = await page.locator("#details .evidence").inner_text()
    for said in fact["statements"]:
        published = day_text(said["source"]["published_on"])
        parts = [said["stance"], said["text"], said["locator"], said["source"]["title"], published]
        assert [part for part in parts if part not in told] == []
        assert (said["said_by"] or said["source"])["name" if said["said_by"] else "publisher"] in told


async def test_every_statement_about_an_entity_is_listed(explore, http):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await click(page, "official:howard-lutnick")
    await page.locator("#details summary").click()
    asked = {"about": "official:howard-lutnick", "known_at": "2025-11-30"}
    table = (await http.get("/queries/statements", params=asked)).json()
    texts = [row[table["columns"].index("text")] for row in table["rows"]]
    assert texts
    await expect(page.locator("#details blockquote")).to_have_text(texts)


async def test_the_table_is_sorted_by_its_headings_and_leads_back(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await page.locator("#toggle-table").click()
    names = page.locator("#tables table").first.locator("tbody th")
    heading = page.locator("#tables th button", has_text="Name")
    await heading.click()
    up = await names.all_inner_texts()
    await heading.click()
    assert await names.all_inner_texts() == up[::-1]
    assert await page.locator("#tables th[aria-sort=descending]").count() == 1
    await page.locator("#tables tbody button", has_text="Howard Lutnick").first.click()
    assert not await page.locator("#tables").is_visible()
    assert "Howard Lutnick" in await page.locator("#details h2").inner_text()


async def test_the_picture_as_a_query_asks_for_what_is_shown(explore, seeded):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await page.locator("#filters button", has_text="opposes").click()
    await page.locator("#expected").click()
    await page.locator("#share summary").click()
    await page.locator("#share-cypher").click()
    text = await page.locator("#copy-text").input_value()
    given = dict(re.findall(r"^:param (\w+) => (.*);$", text, re.MULTILINE))
    assert set(given) == {"ids", "types", "certainties", "as_of", "known_at"}
    values = {name: (await seeded.table(f"RETURN {value} AS value", {})).rows[0][0] for name, value in given.items()}
    query = re.sub(r"^:param .*\n", "", text, flags=re.MULTILINE).strip().rstrip(";")
    links = {row[1]["link_id"] for row in (await seeded.table(query, values)).rows}
    assert links == set((await seen(page))["links"]) != set()


async def test_the_image_is_twice_as_fine_and_tells_its_day(explore, tmp_path):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    before = await seen(page)
    async with page.expect_download() as waiting:
        await page.locator("#share summary").click()
        await page.locator("#share-png").click()
    download = await waiting.value
    assert download.suggested_filename == "tradegraph-2025-07-20.png"
    file = tmp_path / "picture.png"
    await download.save_as(file)
    data = file.read_bytes()
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    box = await page.locator("#canvas").bounding_box()
    assert width == 2 * box["width"]
    assert height > 2 * box["height"] + 100  # the title above, the legend below
    assert len(data) > 40_000
    assert await seen(page) == before
    assert await painted(page) > 10_000


async def test_one_file_of_what_is_shown(explore, visit, tmp_path):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await click(page, "official:howard-lutnick", click_count=2, delay=30)
    await settled(page, "now.state.steps.length === 1")
    await page.locator("#filters button", has_text="opposes").click()
    await page.locator("#day-before").click()
    async with page.expect_download() as waiting:
        await page.locator("#share summary").click()
        await page.locator("#share-html").click()
    file = tmp_path / "scene.html"
    await (await waiting.value).save_as(file)
    alone = await ready(await visit(file.as_uri(), offline=True))
    assert await seen(alone) == await seen(page)


async def test_the_data_of_what_is_shown_comes_from_the_service(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await click(page, "official:howard-lutnick")
    await page.get_by_role("button", name="Hide", exact=True).click()
    there = await seen(page)
    for name, holds in (("csv", "link_id"), ("graphml", "<graphml"), ("gexf", "<gexf")):
        async with page.expect_download() as waiting:
            await page.locator("#share summary").click()
            await page.locator(f"#share-{name}").click()
        download = await waiting.value
        assert download.suggested_filename == f"tradegraph.{name}"
        text = Path(await download.path()).read_text(encoding="utf-8")
        assert holds in text
        assert "howard-lutnick" not in text
        if name == "csv":
            assert sorted(line.split(",")[0] for line in text.splitlines()[1:]) == there["links"]
        await page.locator("#share summary").click()


async def test_a_session_by_the_keyboard_alone(address, visit):
    page = await ready(await visit(address))
    keys = page.keyboard
    await keys.press("/")
    await keys.type("us export control on the nvidia h20")
    await expect(page.locator("#suggestions li").first).to_contain_text("H20")
    await keys.press("ArrowDown")
    await expect(page.locator("#suggestions li[aria-selected=true]")).to_contain_text("H20")
    await keys.press("Enter")
    await page.wait_for_url("**/entity/**")
    await page.get_by_role("link", name="Picture", exact=True).press("Enter")
    await page.wait_for_url("**/picture?**")
    await ready(page)
    await keys.press("Tab")
    await expect(page.locator("#skip")).to_be_focused()
    await keys.press("Enter")
    await expect(page.locator("#canvas")).to_be_focused()
    await keys.press("ArrowRight")
    await expect(page.locator("#said")).to_contain_text("links")
    first = await page.locator("#said").inner_text()
    await keys.press("ArrowRight")
    assert await page.locator("#said").inner_text() != first
    await keys.press("Enter")
    await expect(page.locator("#details")).to_be_visible()
    before = await seen(page)
    await keys.press("ArrowLeft")
    await keys.press("Shift+Enter")
    await keys.press("f")
    await settled(page, "now.state.path.length === 2 && now.picked.paths")
    await keys.press("Escape")
    await keys.press("u")
    assert (await seen(page))["state"] == before["state"]
    await keys.press("p")
    assert len((await seen(page))["state"]["pinned"]) == 1
    await keys.press("h")
    hidden = (await seen(page))["state"]["hidden"]
    assert len(hidden) == 1
    await keys.press("a")
    day = (await seen(page))["day"]
    await keys.press("[")
    assert (await seen(page))["day"] < day
    await keys.press("Control+z")
    await keys.press("x")
    assert not (await seen(page))["state"]["expected"]
    await keys.press("t")
    assert await page.locator("#tables").is_visible()
    await page.locator("#toggle-table").press("Enter")
    assert not await page.locator("#tables").is_visible()
    await keys.press("?")
    assert await page.locator("#help").is_visible()
    await keys.press("Escape")
    assert not await page.locator("#help").is_visible()


async def test_a_narrow_window_shows_the_picture_and_all_controls(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}", size=(390, 780))
    assert await painted(page) > 3_000
    assert not await page.locator("#legend").is_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.locator("#toggle-filters").click()
    assert await page.locator("#legend").is_visible()


async def test_an_error_of_the_service_is_said_in_its_sentence(explore):
    page = await explore(f"id={H20}&as_of=2025-07-20&{NOVEMBER}")
    await page.route("**/scene?**", lambda route: route.abort())
    before = await seen(page)
    await click(page, "official:howard-lutnick", click_count=2, delay=30)
    await expect(page.locator("#said")).to_contain_text("The service cannot be reached")
    assert await seen(page) == before
    page.complaints.clear()  # the browser's own message about the aborted request


async def test_the_description_of_the_calls_is_shown(address, visit):
    page = await visit(f"{address}/docs")
    await page.wait_for_selector("text=/entities")


#: Hostile texts that records may contain. Each would run a script if the page treated it as markup.
EVIL = [
    "<script>window.ran = 1</script>",
    '"><img src=x onerror="window.ran = 1">',
    "</script><script>window.ran = 1</script>",
    '<a href="javascript:window.ran = 1">href</a>',
    "'; window.ran = 1; //",
    "{{ 7 * 7 }} ${window.ran = 1} <!--",
]


async def test_hostile_texts_of_records_and_their_evidence_stay_texts(store, engine, visit):
    records = {
        "entities": [{"id": f"company:h{n}", "name": text, "aliases": [f"h {text}"]} for n, text in enumerate(EVIL)],
        "sources": [
            {"id": f"source:h{n}", "title": text, "publisher": text, "published_on": "2025-01-01", "url": "https://example.org/'onx"}
            for n, text in enumerate(EVIL)
        ],
        "statements": [
            {"subject": f"company:h{n}", "predicate": "OWNS", "object": f"company:h{(n + 1) % 6}", "stance": "asserts",
             "source": f"source:h{n}", "locator": text, "text": text, "said_by": f"company:h{n}"}
            for n, text in enumerate(EVIL)
        ],
    }  # fmt: skip
    runtime = runtime_on(store, engine)
    await ingest_records(runtime, read_json(records))
    async with serving(runtime) as address:
        page = await ready(await visit(f"{address}/picture?id=company:h0&depth=3"))
        there = await seen(page)
        assert (len(there["nodes"]), len(there["links"])) == (6, 6)
        box = await page.locator("#canvas canvas").bounding_box()
        for link in there["links"]:
            await page.locator("#fit").click()
            point = await on_link(page, link, 0.4)
            await page.mouse.move(box["x"] + point["x"], box["y"] + point["y"])
            await page.locator("#canvas canvas").click(position=point)
            await page.locator("#details .statement").first.wait_for()
            await page.keyboard.press("Escape")
        await page.locator("#fit").click()
        for node in there["nodes"]:
            point = await at(page, node)
            await page.mouse.move(box["x"] + point["x"], box["y"] + point["y"])
            await page.wait_for_timeout(300)  # until the tooltip is visible
        await click(page, "company:h0")
        await page.keyboard.press("Escape")
        await page.locator("#fit").click()
        await click(page, "company:h0")
        await click(page, "company:h3", modifiers=["Shift"])
        await page.locator("#do-path").click()
        await settled(page, "now.picked.paths")
        await page.locator("#search").fill("window.ran")
        await page.locator("#suggestions li").first.wait_for()
        await page.keyboard.press("Escape")
        await page.locator("#toggle-table").click()
        assert await page.evaluate("window.ran") is None
        assert await page.locator("main img, main script, main iframe").count() == 0
