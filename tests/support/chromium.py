"""Chromium for tests, and pages that must not log errors or call other hosts."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright, expect
from playwright.sync_api import sync_playwright

# On a busy machine, the first answer to a question also waits for its plan.
expect.set_options(timeout=20_000)

#: Options that stop Chromium's own requests, so that all requests come from the page.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str | None:
    """Return the path of Debian's Chromium, else of playwright's own; None if neither is installed."""
    found = shutil.which("chromium")
    if found is None:
        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
    return found if Path(found).exists() else None


@asynccontextmanager
async def open_browser() -> AsyncIterator[Any]:
    """Start Chromium."""
    path = await asyncio.to_thread(chromium)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=QUIET)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def watching_pages(browser: Any) -> AsyncIterator[Callable[..., Any]]:
    """Yield a function that opens pages, each without stored data.

    At the end, fail if a page logged an error or sent a request to another host.
    """
    contexts = []

    async def open_(
        url: str,
        *,
        scheme: str = "light",
        offline: bool = False,
        size: tuple[int, int] = (1280, 800),
        context: Any = None,
    ) -> Any:
        if context is None:
            view = {"width": size[0], "height": size[1]}
            context = await browser.new_context(viewport=view, color_scheme=scheme, offline=offline)
            contexts.append(context)
        page = await context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto(url)
        return page

    yield open_
    pages = [page for context in contexts for page in context.pages]
    for page in pages:
        own = page.url.split("#")[0] if page.url.startswith("file:") else "/".join(page.url.split("/")[:3]) + "/"
        elsewhere = [url for url in page.asked if not url.startswith((own, "data:", "blob:"))]
        assert (page.complaints, elsewhere) == ([], [])
    for context in contexts:
        await context.close()
