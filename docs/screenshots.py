"""Screenshots of the explorer for the documentation, from a service with the seed data.

    tradegraph serve
    python docs/screenshots.py http://127.0.0.1:8000

Look at them before you commit them.
"""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

IMAGES = Path(__file__).parent / "images"
CLOCKS = "as_of=2025-07-20&known_at=2025-07-20"
H20 = "measure:us-h20-export-control"
TARIFFS = "measure:us-145-percent-tariffs-on-china"


async def evidence(page: Any) -> None:
    """Open the link that restricts the H20, and wait for its statements."""
    await page.locator("#details .links button", has_text="restricts").click()
    await page.locator("#details .statement").first.wait_for()


async def table(page: Any) -> None:
    """Show the tables, sorted by kind."""
    await page.locator("#toggle-table").click()
    await page.locator("#tables th button", has_text="Kind").click()


async def nothing(_page: Any) -> None:
    """Leave the page unchanged."""


#: Each screenshot: path, light or dark theme, and what to do first.
PICTURES = {
    "start": ("/", "light", nothing),
    "board": (f"/picture?id=government:china&{CLOCKS}", "light", nothing),
    "picture": (f"/picture?id={H20}&view=picture&{CLOCKS}#pick={H20}", "light", nothing),
    "evidence": (f"/picture?id={H20}&view=picture&{CLOCKS}#pick={H20}", "dark", evidence),
    "table": (f"/picture?id={H20}&view=picture&{CLOCKS}", "light", table),
    "timeline": (f"/picture/timeline?id={TARIFFS}&as_of=2025-11-20&known_at=2025-11-30", "light", nothing),
    "compare": (f"/picture/compare?id={H20}&before=2025-07-10&after=2025-07-20&known_at=2025-07-20", "light", nothing),
}  # fmt: skip

#: Heights of screenshots that are not 760 pixels high, to keep the files small.
HEIGHTS = {"board": 570}


async def main(address: str) -> None:
    """Take all screenshots."""
    async with async_playwright() as playwright:
        found = shutil.which("chromium") or playwright.chromium.executable_path
        browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, scheme, first) in PICTURES.items():
            size = {"width": 1280, "height": HEIGHTS.get(name, 760)}
            context = await browser.new_context(viewport=size, color_scheme=scheme)
            page = await context.new_page()
            await page.goto(f"{address}{path}")
            await page.wait_for_selector("html[data-ready=true]")
            await first(page)
            await page.wait_for_timeout(500)
            await page.wait_for_function("!document.querySelector('.loading')")
            await page.screenshot(path=IMAGES / f"{name}.png")
            await context.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
