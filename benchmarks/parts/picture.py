"""Speed of the explorer in a headless Chromium: drawing 300 entities, a step of the slider, an expansion, and a hub.

The browser is Debian's, else playwright's own.
"""

import random
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
from playwright.async_api import Page, async_playwright

from benchmarks.ledgers import Plan
from benchmarks.ledgers.entities import hub_id
from benchmarks.questions import KNOWN_AT, make_day
from benchmarks.ratios import Spread
from benchmarks.report import Figure, Goal
from benchmarks.servers import Neo4jServer, Server, run_tradegraph

LOADS, STEPS, EXPANSIONS, HUBS = 8, 60, 10, 8
QUICK_LOADS, QUICK_STEPS, QUICK_HUBS = 3, 20, 3
_PICTURE = "/picture?id=government:land&depth=3&limit=300&as_of=2025-07-01&view=picture"
_EXPANDED = "/picture?id=government:land&depth=2&limit=60&as_of=2025-07-01&view=picture"

#: What a page has when its picture is drawn.
_DRAWN = "html[data-ready=true]"

#: Milliseconds from a step of the slider until the picture of that day is visible.
_STEP = """async () => {
  const slider = document.getElementById('slider');
  const start = performance.now();
  slider.value = Number(slider.value) + 5;
  slider.dispatchEvent(new Event('input'));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
#: Milliseconds from a double-click until the added entities are visible; 0 if nothing was added.
_EXPAND = """async (id) => {
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


async def measure(
    plan: Plan, neo4j: Neo4jServer, service: Server, folder: Path, *, quick: bool
) -> AsyncIterator[Figure]:
    """Yield milliseconds. The plan's last hub is the large one."""
    path = folder / "picture.jsonl"
    path.write_bytes(b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in _records()))
    await run_tradegraph(neo4j, "load", str(path))
    loads, steps, hubs = (QUICK_LOADS, QUICK_STEPS, QUICK_HUBS) if quick else (LOADS, STEPS, HUBS)
    async with async_playwright() as playwright:
        found = shutil.which("chromium") or playwright.chromium.executable_path
        browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await _open(page, service.url + _PICTURE)  # puts the scripts into the browser's cache
        times = [await _open(page, service.url + _PICTURE) for _ in range(loads)]
        yield _figure("300 entities drawn, from the answer of the service on", [drawn for drawn, _ in times], 1000)
        yield _figure("300 entities drawn, from the click on the link on", [whole for _, whole in times], 1000)
        yield _figure("a step of the slider", [await page.evaluate(_STEP) for _ in range(steps)], 100)
        yield _figure("an expansion", await _expand(page, service.url), 300)
        parameters = {"id": hub_id(plan, len(plan.hubs) - 1), "known_at": KNOWN_AT}
        for view, ready in (("picture", _DRAWN), ("board", "main")):
            days = ({"view": view, "as_of": make_day(number)} for number in range(hubs))
            addresses = [f"{service.url}/picture?{urlencode(parameters | day)}" for day in days]
            times = [await _open(page, address, ready) for address in addresses]
            yield _figure(f"the {view} of a hub of {plan.hubs[-1]:,} links opens", [whole for _, whole in times], 1500)
        await browser.close()


async def _open(page: Page, address: str, ready: str = _DRAWN) -> tuple[float, float]:
    """Open a page; return the milliseconds from the service's answer and from the click until it is ``ready``."""
    await page.goto(address)
    await page.wait_for_selector(ready)
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    whole = await page.evaluate("performance.now()")
    answered = await page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    return whole - answered, whole


async def _expand(page: Page, url: str) -> list[float]:
    """Return the milliseconds of each expansion of an agency that adds something."""
    await _open(page, url + _EXPANDED)
    more = await page.evaluate("[...tradegraph.now().scene.more.keys()].filter((id) => id.startsWith('agency'))")
    times = [await page.evaluate(_EXPAND, one) for one in more[:EXPANSIONS]]
    return [ms for ms in times if ms]


def _figure(name: str, times: list[float], most: float) -> Figure:
    worst = sorted(times)[int(len(times) * 0.95)]
    return Figure("picture", name, Spread.of(times), "ms", Goal(at_most=most), {"95 % below ms": worst})


def _records() -> Iterator[dict[str, Any]]:
    """Yield some 500 entities: a country, agencies, officials, 120 measures and the restricted products."""
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
    for kind, items in (("entity", entities), ("source", [source]), ("statement", statements)):
        yield from ({"type": kind, **item} for item in items)


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
