"""Accessibility of the explorer: no page in any state violates a rule of axe."""

import pytest
from axe import faults
from explorer import click, file_of, ready
from scenes import article

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright closes its pipes only when the process ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

H20 = "measure:us-h20-export-control"
#: Back in force by its own terms on the day asked about, which is later than the latest source.
PORT_FEES = "measure:us-section-301-port-fees"
CLOCKS = "as_of=2025-07-20&known_at=2025-11-30"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/picture?id=government:china&as_of=2025-11-20&known_at=2025-11-30",
        "/picture?id=government:china&id=government:united-states&view=board&as_of=2026-11-20",
        "/picture?id=government:china&view=timeline&as_of=2026-11-20",
        f"/picture?id={H20}&limit=5&{CLOCKS}",
        f"/picture/timeline?id={H20}&{CLOCKS}",
        f"/picture/compare?id={H20}&before=2025-07-10&after=2025-07-20&known_at=2025-11-30",
        f"/picture?id={PORT_FEES}&as_of=2026-11-30#pick={PORT_FEES}",
        f"/picture/timeline?id={PORT_FEES}&as_of=2026-11-30",
        f"/picture/compare?id={PORT_FEES}&before=2026-10-30&after=2026-11-30",
    ],
    ids=[
        "first",
        "board",
        "board of two",
        "board timeline",
        "picture",
        "timeline",
        "compare",
        "picture by terms",
        "timeline by terms",
        "compare by terms",
    ],
)
async def test_every_page(address, visit, path):
    assert await faults(await ready(await visit(f"{address}{path}"))) == []


async def test_every_state_of_a_picture(address, visit):
    page = await ready(await visit(f"{address}/picture?id={H20}&{CLOCKS}"))
    await click(page, H20)
    assert await faults(page) == []
    await page.locator("#details .links button", has_text="restricts").first.click()
    await page.locator("#details .statement").first.wait_for()
    await page.locator("#filters button").first.click()
    await page.locator("#toggle-table").click()
    await page.locator("#share summary").click()
    await page.locator("#search").fill("nvidia")
    await page.locator("#suggestions li").first.wait_for()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    for opens in ("#help-open", "#share-cypher", "#share-save"):
        if opens != "#help-open" and not await page.locator("#share[open]").count():
            await page.locator("#share summary").click()
        await page.locator(opens).click()
        assert await faults(page) == []
        await page.keyboard.press("Escape")


async def test_a_page_that_stands_alone(visit, tmp_path):
    page = await ready(await visit(file_of(tmp_path, article()), offline=True))
    await click(page, "government:china")
    assert await faults(page) == []
