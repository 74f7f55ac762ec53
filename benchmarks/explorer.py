"""Speed of the explorer: drawing 300 entities, a step of the slider, and an expansion. It has no pass or fail limit.

    .venv/bin/python benchmarks/explorer.py

It starts a separate Neo4j and service in a temporary folder, loads generated records, and measures in a headless
Chromium: Debian's, else playwright's own.
"""

import asyncio
import os
import random
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from playwright.async_api import Page, async_playwright

from app.main import create_app
from app.runtime.loading import ingest_records
from app.runtime.runtime import open_runtime
from app.settings import Settings
from graph.ingest.readers import read_json

LOADS, STEPS, EXPANSIONS = 8, 60, 10
PICTURE = "/picture?id=government:land&depth=3&limit=300&as_of=2025-07-01"

#: Milliseconds from a step of the slider until the picture of that day is visible.
STEP = """async () => {
  const slider = document.getElementById('slider');
  const start = performance.now();
  slider.value = Number(slider.value) + 5;
  slider.dispatchEvent(new Event('input'));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
#: Milliseconds from a double-click until the added entities are visible; 0 if nothing was added.
EXPAND = """async (id) => {
  const canvas = document.getElementById('canvas');
  const { state, canvas: picture } = tradegraph.now();
  const { x, y } = picture.network.canvasToDOM(picture.network.getPosition(picture.key(id)));
  const start = performance.now();
  picture.network.body.emitter.emit('doubleClick', { nodes: [picture.key(id)], edges: [], pointer: { DOM: { x, y } } });
  while (tradegraph.now().state.steps.length === state.steps.length) {
    if (performance.now() - start > 5000) return 0;
    await new Promise((done) => setTimeout(done, 2));
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def records() -> dict[str, list[dict[str, Any]]]:
    """Return some 500 entities: a country, agencies, officials, 120 measures and the restricted products."""
    chance = random.Random(5)
    source = {"id": "source:made-up", "title": "Made up", "publisher": "Nobody", "published_on": "2025-01-01"}
    entities: list[dict[str, Any]] = [{"id": "government:land", "name": "The Land"}]
    entities += [{"id": f"agency:a{n}", "name": f"Agency for matter {n}"} for n in range(20)]
    entities += [{"id": f"official:o{n}", "name": f"Official number {n}"} for n in range(60)]
    entities += [
        {
            "id": f"measure:m{n}",
            "name": f"Control on goods of class {n}",
            "properties": {"measure_kind": "export_control"},
        }
        for n in range(120)
    ]
    entities += [{"id": f"product:p{n}", "name": f"Goods of class {n}"} for n in range(150)]
    entities += [{"id": f"company:c{n}", "name": f"Maker {n} and sons"} for n in range(150)]
    links = list(_links(chance))
    statements = [
        {"subject": a, "predicate": kind, "object": b, "valid_from": day.isoformat(), "stance": "asserts",
         "text": "Made up.", "source": source["id"], "locator": "paragraph 1",
         "properties": {"title": "Head"} if kind == "HOLDS_OFFICE" else {}}
        for a, kind, b, day in links
    ]  # fmt: skip
    return {"entities": entities, "sources": [source], "statements": statements}


def _links(chance: random.Random) -> Iterator[tuple[str, str, str, date]]:
    def day() -> date:
        return date(2025, 1, 1) + timedelta(days=chance.randrange(360))

    for n in range(20):
        yield f"agency:a{n}", "PART_OF", "government:land", date(2025, 1, 1)
    for n in range(60):
        yield f"official:o{n}", "HOLDS_OFFICE", f"agency:a{n % 20}", date(2025, 1, 1)
    for n in range(120):
        begun = day()
        yield f"agency:a{n % 20}", "IMPOSED", f"measure:m{n}", begun
        yield f"agency:a{n % 20}", "SUSPENDED", f"measure:m{n}", begun + timedelta(days=60)
        for product in chance.sample(range(150), 2):
            yield f"measure:m{n}", "RESTRICTS", f"product:p{product}", begun
        yield f"measure:m{n}", "TARGETS", f"company:c{n}", begun
    for n in range(150):
        yield f"company:c{n}", "MAKES", f"product:p{n}", date(2025, 1, 1)


def report(name: str, times: list[float], wanted: int) -> None:
    """Print one line with the results of a measurement."""
    times = sorted(times)
    middle, worst = statistics.median(times), times[int(len(times) * 0.95)]
    print(
        f"{name:42} median {middle:5.0f} ms, 95 % below {worst:5.0f} ms, wanted below {wanted} ms ({len(times)} times)"
    )


async def measure(page: Page, address: str) -> None:
    """Measure everything, after a first visit that puts the scripts into the browser's cache."""
    await page.goto(f"{address}{PICTURE}")
    await page.wait_for_selector("html[data-ready=true]")
    loads, draws = [], []
    for _ in range(LOADS):
        await page.goto(f"{address}{PICTURE}")
        await page.wait_for_selector("html[data-ready=true]")
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        loads.append(await page.evaluate("performance.now()"))
        draws.append(loads[-1] - await page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd"))
    nodes, links = await page.evaluate("[tradegraph.now().scene.nodes.length, tradegraph.now().scene.links.length]")
    print(
        f"{nodes} entities and {links} links, {os.cpu_count()} processors, {await page.evaluate('navigator.userAgent')}"
    )
    report("drawn, from the answer of the service on", draws, 1000)
    report("drawn, from the click on the link on", loads, 1000)
    report("a step of the slider", [await page.evaluate(STEP) for _ in range(STEPS)], 100)
    await page.goto(f"{address}/picture?id=government:land&depth=2&limit=60&as_of=2025-07-01")
    await page.wait_for_selector("html[data-ready=true]")
    more = await page.evaluate("[...tradegraph.now().scene.more.keys()].filter((id) => id.startsWith('agency'))")
    times = [await page.evaluate(EXPAND, i) for i in more[:EXPANSIONS]]
    report("an expansion", [ms for ms in times if ms], 300)


async def main() -> None:
    """Start Neo4j, service and browser, measure, and stop them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), seed=False)
        async with open_runtime(settings, lambda _: None) as runtime, async_playwright() as playwright:
            await ingest_records(runtime, read_json(records()))
            server = uvicorn.Server(uvicorn.Config(create_app(runtime), port=0, log_level="error", lifespan="off"))
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 -- uvicorn has no event for it
                await asyncio.sleep(0.05)
            port = server.servers[0].sockets[0].getsockname()[1]
            found = shutil.which("chromium") or playwright.chromium.executable_path
            browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            page = await browser.new_page(viewport={"width": 1280, "height": 800})
            await measure(page, f"http://127.0.0.1:{port}")
            await browser.close()
            server.should_exit = True
            await serving


if __name__ == "__main__":
    asyncio.run(main())
