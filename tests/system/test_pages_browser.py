"""Everyday questions, answered by mouse alone from the start page, in at most four clicks; and axe on every page."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from explorer import ready
from playwright.async_api import expect

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright closes its pipes only when the process ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

H20 = "measure:us-h20-export-control"


class Mouse:
    """User with a mouse only; counts clicks."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    async def click(self, name, *, role="link", exact=False, within="main, nav"):
        self.clicks += 1
        await self.page.locator(within).get_by_role(role, name=name, exact=exact).first.click()
        await ready(self.page)
        assert self.clicks <= 4

    async def says(self, *texts):
        for text in texts:
            await expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture
async def mouse(address, visit):
    return Mouse(await ready(await visit(address)))


async def test_what_restricts_gallium_since_when_still_in_force_and_what_came_in_return(mouse):
    await mouse.click("What restricts gallium?")
    await mouse.click(re.compile(r"^What restricts Gallium"))
    await mouse.says("Chinese ban on gallium", "suspended", "Ministry of Commerce of China")
    await mouse.click(re.compile("Chinese ban on gallium"), within="main table")
    await mouse.says("Suspended", "Because:", "In return for what", "Kuala Lumpur Joint Arrangement")


async def test_everything_on_nvidia_and_who_said_so(mouse):
    await mouse.click("Everything about Nvidia")
    await mouse.click("Nvidia", exact=True)
    await mouse.says("Aimed at it", "Evidence", "one source only", "Names and identifiers")
    await mouse.click(re.compile(r"^Bloomberg, 17 Jul 2025"))
    await mouse.says("What it says, in our words", "Read it at the publisher’s site")


async def test_what_changed_between_two_days(mouse):
    await mouse.click("Changes", within="nav")
    page = mouse.page
    await page.locator("input[name=from]").fill("2025-05-01")
    await page.locator("input[name=to]").fill("2025-11-30")
    await mouse.click("Show", role="button", within=".filters")
    await mouse.says("changes", "Chinese tariff of 34% on US goods")
    await mouse.click("Net change")
    await mouse.says("US export control on the Nvidia H20")
    await mouse.click("Came and went")
    assert mouse.clicks == 4


async def test_which_firms_are_listed_and_by_whom(mouse):
    await mouse.click(re.compile(r"^Actors"), within=".tiles")
    await mouse.click("company", exact=True, within=".facets")
    await mouse.click("United States", exact=True, within=".facets")
    await mouse.says("Targeted by: United States", "Imposed by", "Inspur Group", "Bureau of Industry and Security")


async def test_what_runs_out_in_90_days_and_the_same_as_a_subscription(mouse, http):
    await mouse.click(re.compile(r"^Calendar"), within=".tiles")
    await mouse.says("November 2026", "back in force as its pause ends")
    href = await mouse.page.get_by_role("link", name="Subscribe to this calendar").get_attribute("href")
    answer = await http.get("/browse/" + href)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert b"BEGIN:VALARM" in answer.content


async def test_two_dates_compared_and_a_figure(mouse):
    await mouse.click(re.compile("export control on the Nvidia H20"), within=".questions")
    await mouse.page.go_back()
    await ready(mouse.page)
    await mouse.click("Everything about Nvidia")
    await mouse.click("Nvidia", exact=True)
    await mouse.click(re.compile("^Compare"))
    await expect(mouse.page.locator("svg.part").first).to_be_visible()


async def test_a_link_opens_the_same_view_elsewhere_and_as_it_was_known(mouse, visit):
    await mouse.click(re.compile(r"^Measures"), within=".tiles")
    await mouse.click("tariff", exact=True, within=".facets")
    await mouse.click("As it was known on that day")
    told = await mouse.page.locator("main table").inner_text()
    assert "known_at=" in mouse.page.url
    other = await ready(await visit(mouse.page.url))
    assert await other.locator("main table").inner_text() == told


async def test_the_table_as_a_file(mouse):
    await mouse.click(re.compile(r"^Measures"), within=".tiles")
    async with mouse.page.expect_download() as waiting:
        await mouse.page.get_by_role("link", name="CSV", exact=True).click()
    text = Path(await (await waiting.value).path()).read_text(encoding="utf-8")
    assert text.startswith("id,name,kind,status,basis,since,until,")
    assert text.count("\n") > 50


async def test_watched_entities_have_one_feed(mouse, http):
    await mouse.click("Everything about Nvidia")
    await mouse.click("Nvidia", exact=True)
    await mouse.click("Watch", role="button")
    await mouse.page.locator(".brand").click()
    await ready(mouse.page)
    href = await mouse.page.get_by_role("link", name="One feed of all").get_attribute("href")
    feed = await http.get("/" + href)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert "Nvidia" in feed.text


async def test_the_keyboard_alone_asks_a_question(address, visit):
    page = await ready(await visit(address))
    await page.keyboard.press("/")
    await page.keyboard.type("what restricts gallium")
    await expect(page.locator("#suggestions li").filter(has_text="What restricts Gallium")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/browse/search?**")
    await expect(page.locator("main")).to_contain_text("What restricts Gallium")


PAGES = {
    "start": "/",
    "search": "/browse/search?q=gallium",
    "list": "/browse/measures?kind=tariff",
    "question": "/browse/queries/exposure?id=company:nvidia",
    "measure": f"/entity/{H20}?as_of=2025-07-20",
    "by terms": "/entity/measure:us-section-301-port-fees?as_of=2026-11-30",
    "actor": "/entity/government:china",
    "source": "/source/source:reuters-nvidia-h20-charge",
    "changes": "/browse/changes?from=2025-05-01&to=2025-07-30",
    "calendar": "/browse/calendar?as_of=2026-10-08",
    "help": "/help/time",
    "error": "/entity/company:nvidai",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
async def test_every_page_is_accessible_and_fits_a_phone(address, visit, path):
    page = await ready(await visit(f"{address}{path}", size=(390, 844)))
    page.complaints[:] = [text for text in page.complaints if "404" not in text]
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    told = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for fault in (await Axe().run(page)).response["violations"]:
            told += [f"{scheme} {fault['id']}: {node['html'][:150]}" for node in fault["nodes"]]
    assert told == []


async def test_print_has_the_content_and_no_controls(address, visit):
    page = await ready(await visit(f"{address}/entity/{H20}?as_of=2025-07-20"))
    await page.emulate_media(media="print")
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator("#state")).to_be_visible()
    await expect(page.locator("nav.sections")).to_be_hidden()
    await expect(page.get_by_role("link", name="Board", exact=True)).to_be_hidden()


async def test_without_scripts_a_search_leads_to_an_answer(address, browser):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(address)
    await page.locator("#search").fill("What restricts gallium?")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name=re.compile("^What restricts Gallium")).click()
    await page.get_by_role("link", name=re.compile("^Chinese ban on gallium")).click()
    assert "In return for what" in await page.locator("main").inner_text()
    await page.locator("#as-of").fill("2025-01-15")
    await page.get_by_role("button", name="Show").click()
    assert "In force" in await page.locator("#state").inner_text()
    assert "as_of=2025-01-15" in page.url
    await context.close()
