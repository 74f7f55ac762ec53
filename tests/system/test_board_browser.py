"""Boards in a real browser: what can be read, lines on demand, details, days, phone, dark, and without scripts."""

import re

import pytest
from axe import faults as axe_faults
from explorer import ready
from playwright.async_api import expect

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright closes its pipes only when the process ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CLOCKS = "as_of=2025-11-20&known_at=2025-11-30"
CHINA = f"picture?id=government:china&{CLOCKS}"

#: Letters under 11 pixels, cut names that look alike, rows outside the screen that are not folded, and lines at rest.
_FAULTS = """() => {
  const board = document.getElementById('board');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = [];
  while (texts.nextNode()) {
    const { parentElement: at, textContent } = texts.currentNode;
    const size = parseFloat(getComputedStyle(at).fontSize);
    if (textContent.trim() && at.checkVisibility() && size && size < 11) small.push(textContent);
  }
  const rows = [...board.querySelectorAll('.row')].filter((row) => row.checkVisibility());
  const shown = (name) => {
    const [start, end] = ['.name-start', '.name-end'].map((part) => name.querySelector(part));
    if (!start) return name.textContent.trim();
    const cut = start.scrollWidth > start.clientWidth + 1;
    if (!cut) return name.textContent.trim();
    const letters = Math.floor(start.textContent.length * start.clientWidth / start.scrollWidth) - 2;
    return `${start.textContent.slice(0, Math.max(letters, 0))}…${end.textContent}`;
  };
  const alike = [...board.querySelectorAll('.column')].flatMap((column) => {
    const seen = new Map();
    const twice = [];
    for (const name of column.querySelectorAll('.row .name')) {
      if (!name.checkVisibility()) continue;
      const [text, whole] = [shown(name), name.getAttribute('aria-label') || name.textContent.trim()];
      if (seen.has(text) && seen.get(text) !== whole) twice.push(text);
      seen.set(text, whole);
    }
    return twice;
  });
  const outside = rows
    .filter((row) => row.getBoundingClientRect().bottom > innerHeight + 1).map((row) => row.dataset.id);
  return {
    small, alike, outside,
    rows: rows.length,
    lines: document.querySelectorAll('#lines path').length,
    marked: [...board.querySelectorAll('[data-hub]')]
      .filter((hub) => getComputedStyle(hub).boxShadow !== 'none').length,
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""


@pytest.fixture
def open_board(address, visit):
    """Return a function that opens an address and waits until its scripts are ready."""

    async def open_(path, **how):
        return await ready(await visit(f"{address}/{path}", **how))

    return open_


@pytest.mark.parametrize("depth", [1, 2])
async def test_the_board_of_each_government_can_be_read_at_first_sight(open_board, http, depth):
    found = (await http.get("/entities", params={"kind": "Government", "limit": "200"})).json()["items"]
    page = None
    for government in found:
        path = f"picture?id={government['id']}&depth={depth}&view=board&{CLOCKS}"
        page = page or await open_board(path)
        if government is not found[0]:
            await page.goto(page.url.split("picture?")[0] + path)
            await ready(page)
        faults = await page.evaluate(_FAULTS)
        assert (faults["small"], faults["alike"], faults["outside"]) == ([], [], []), government["id"]
        assert (faults["lines"], faults["marked"], faults["wide"]) == (0, 1, False)
    assert page is not None


async def test_a_hub_opens_as_a_board_and_leads_to_its_picture_and_back(open_board):
    page = await open_board(CHINA)
    assert await page.locator("#board").count() == 1
    await page.get_by_role("link", name="Picture", exact=True).click()
    await page.wait_for_url("**view=picture**")
    await ready(page)
    await page.reload()
    await ready(page)
    assert await page.locator("#canvas").count() == 1
    await page.get_by_role("link", name="Board", exact=True).click()
    await page.wait_for_url("**view=board**")
    assert "known_at=2025-11-30" in page.url


async def test_lines_and_details_are_those_of_the_row_that_one_walks_to(open_board, http):
    page = await open_board(CHINA)
    rows = page.locator(".at-left .row")
    await rows.nth(0).hover()
    assert await page.locator("#lines path").count() >= 1
    assert re.search("imposed|announced|eased", await page.locator("#lines text").first.text_content())
    await page.locator(".at-left .row .name").first.focus()
    await page.keyboard.press("ArrowDown")
    assert await page.evaluate("document.activeElement.closest('.row')") is not None
    assert await page.locator(".at-left .row.on").count() == 1
    chosen = await page.evaluate("document.activeElement.closest('.row').dataset.id")
    await page.keyboard.press("Enter")
    panel = page.locator("#docked")
    measure = (await http.get(f"/entities/{chosen}", params={"as_of": "2025-11-20", "known_at": "2025-11-30"})).json()
    await expect(panel.locator("h2")).to_have_text(measure["name"])
    await expect(panel.locator(".statement").first).to_be_visible()
    small = (await page.evaluate(_FAULTS))["small"]
    assert small == []
    assert await axe_faults(page) == []
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    assert await page.evaluate("document.activeElement.closest('.row').dataset.id") == chosen


async def test_the_day_moves_in_all_rows_and_the_statuses_follow(open_board):
    page = await open_board(CHINA)
    before = await page.locator(".day-of").first.get_attribute("x1")
    slider = page.locator("#board-day")
    await slider.evaluate("(field) => { field.value = 30; field.dispatchEvent(new Event('input', {bubbles: true})); }")
    moved = await page.evaluate("[...document.querySelectorAll('.day-of')].map((line) => line.getAttribute('x1'))")
    assert len(set(moved)) == 1
    assert moved[0] != before
    assert await page.locator("#board.moving").count() == 1
    await slider.evaluate("(field) => field.dispatchEvent(new Event('change', {bubbles: true}))")
    await expect(page.locator("#board.moving")).to_have_count(0)
    day = await page.locator("#board").get_attribute("data-day")
    assert f"as_of={day}" in page.url
    assert day < "2025-11-20"
    await page.get_by_role("link", name="status", exact=True).click()
    await page.wait_for_url("**by=status**")
    await expect(page.locator(".by [aria-current]")).to_have_text("status")
    assert f"as_of={day}" in page.url
    await page.go_back()
    await expect(page.locator(".by [aria-current]")).to_have_text("kind")


async def test_ticked_rows_are_drawn_with_the_links_among_them(open_board):
    page = await open_board(CHINA)
    ticks = page.locator(".at-right .row .tick")
    chosen = [await ticks.nth(n).get_attribute("value") for n in (0, 1)]
    for n in (0, 1):
        await ticks.nth(n).check()
    await page.locator("#draw").click()
    await page.wait_for_url("**view=picture**")
    await ready(page)
    there = await page.evaluate("tradegraph.now().shown.nodes.map(({ node }) => node.id)")
    assert sorted(there) == sorted(["government:china", *chosen])


async def test_two_sides_with_their_answers_in_the_dark(open_board):
    page = await open_board(
        f"picture?id=government:china&id=government:united-states&view=board&{CLOCKS}", scheme="dark"
    )
    await expect(page.locator("#title-left")).to_contain_text("China on United States")
    await expect(page.locator("#title-right")).to_contain_text("United States on China")
    assert await page.locator(".pair").count() >= 1
    faults = await page.evaluate(_FAULTS)
    assert (faults["small"], faults["alike"], faults["marked"], faults["wide"]) == ([], [], 2, False)


async def test_a_phone_shows_one_column_of_whole_names(open_board):
    page = await open_board(CHINA, size=(390, 844))
    faults = await page.evaluate(_FAULTS)
    assert (faults["small"], faults["alike"], faults["wide"]) == ([], [], False)
    lefts = await page.evaluate("[...document.querySelectorAll('.column')].map((c) => c.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1


async def test_without_scripts_the_board_is_whole(browser, address):
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    await page.goto(f"{address}/{CHINA}")
    headings = await page.get_by_role("heading").all_text_contents()
    assert headings[0] == "China"
    assert any("Done by China" in heading for heading in headings)
    shown = await page.locator(".row .name").count()
    assert shown > 60
    await page.get_by_role("link", name="authority", exact=True).click()
    assert "by=authority" in page.url
    await page.get_by_role("link", name="without them").click()
    assert "alone, without its agencies and officials" in await page.locator("#summary").text_content()
    assert await page.locator(".row .name").count() < shown
    more = page.locator("details.more summary").first
    await more.click()
    assert await page.locator("details.more[open] .row").first.is_visible()
    await context.close()
