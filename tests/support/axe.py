"""Accessibility of a page: the violations that axe finds."""

from typing import Any

from axe_playwright_python.async_playwright import Axe


async def faults(page: Any) -> list[str]:
    """Return all violations, in the light and the dark theme."""
    told = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for fault in (await Axe().run(page)).response["violations"]:
            told += [f"{scheme} {fault['id']}: {node['html'][:150]}" for node in fault["nodes"]]
    await page.emulate_media(color_scheme="light")
    return told
