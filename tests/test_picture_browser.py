"""The picture in a real browser: it is drawn, it loads nothing from elsewhere, and no text in it runs."""

import asyncio
import json
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from conftest import free_port
from test_picture import article, larger

from app.main import create_app
from app.picture import render

CHROMIUM = shutil.which("chromium")
try:
    from playwright.async_api import async_playwright
except ImportError:  # pragma: no cover
    async_playwright = None

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None or async_playwright is None, reason="no chromium: apt install chromium, and make test again"
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright leaves its pipes to the end of the process
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = [
    "<script>window.ran = 1</script>",
    '"><img src=x onerror="window.ran = 1">',
    "</script><script>window.ran = 1</script>",
    '<a href="javascript:window.ran = 1">x</a>',
    "'; window.ran = 1; //",
    "{{ 7 * 7 }} ${window.ran = 1} \u2028 <!--",
]
#: How many pixels of the canvas are painted in a colour of their own.
PAINTED = """() => {
  const canvas = document.querySelector('canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
  return painted;
}"""


@asynccontextmanager
async def page_of(scheme="light", offline=False):
    """A page, and what it asked for and complained of."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = await browser.new_context(
            viewport={"width": 1280, "height": 800}, color_scheme=scheme, offline=offline
        )
        page = await context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        try:
            yield page
        finally:
            await browser.close()


@pytest.fixture
async def address(runtime):
    """The service on a port, as browsers meet it."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(runtime), port=free_port(), log_level="error", lifespan="off", loop="asyncio")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{server.config.port}"
    server.should_exit = True
    await task


def hostile_graph():
    def reference(number):
        return {"id": f"company:h{number}", "kind": "Company", "name": HOSTILE[number]}

    nodes = [
        {**reference(n), "aliases": [text], "identifiers": {"lei": text}, "properties": {"x": text}}
        for n, text in enumerate(HOSTILE)
    ]
    links = [
        {
            "link_id": text, "fact_id": text, "type": "OWNS", "subject": reference(n), "object": reference((n + 1) % 6),
            "properties": {"pct": float("nan"), "how": text}, "valid_from": text, "valid_to": None,
            "known_from": "2025-07-17T00:00:00Z", "known_to": None, "certainty": "asserted", "holds": "yes",
            "n_sources": 1,
        }
        for n, text in enumerate(HOSTILE)
    ]  # fmt: skip
    return {"nodes": nodes, "links": links, "truncated": True, "more": {HOSTILE[0]: 3}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_picture_is_drawn_and_nothing_leaves_the_origin(address, scheme):
    async with page_of(scheme) as page:
        await page.goto(f"{address}/picture?id=measure:us-h20-export-control&depth=2&as_of=2025-07-20")
        await page.wait_for_selector("canvas")
        await page.wait_for_timeout(400)
        assert await page.evaluate(PAINTED) > 20_000
        await page.set_viewport_size({"width": 700, "height": 500})
        await page.wait_for_timeout(400)
        assert await page.evaluate(PAINTED) > 5_000
        assert all(url.startswith(address) for url in page.asked)
        assert page.complaints == []


async def test_details_of_what_is_clicked_lead_to_the_evidence(address):
    async with page_of() as page:
        await page.goto(f"{address}/picture?id=company:nvidia&as_of=2025-07-20")
        await page.wait_for_selector("canvas")
        await page.wait_for_timeout(400)
        box = await page.locator("canvas").bounding_box()
        # The details tell of whatever is found by going over the picture until something answers.
        for step in range(1, 40):
            await page.mouse.click(box["x"] + box["width"] * step / 40, box["y"] + box["height"] / 2)
            if await page.locator("a[href^='/facts/']:visible").count():
                break
        href = await page.locator("a[href^='/facts/']:visible").first.get_attribute("href")
        answer = await page.request.get(f"{address}{href}")
        assert json.loads(await answer.text())["statements"]


async def test_the_tables_say_the_same_as_the_picture(address):
    async with page_of() as page:
        await page.goto(f"{address}/picture?id=company:nvidia&as_of=2025-07-20")
        await page.locator("#toggle-tables").click()
        assert await page.locator("table:visible").count() == 2
        assert "Nvidia H20" in await page.locator("table:visible").first.inner_text()


async def test_a_picture_that_stands_alone_opens_with_the_network_off(address, http, tmp_path):
    params = {"id": "company:nvidia", "standalone": "true", "as_of": "2025-07-20"}
    file = Path(tmp_path / "picture.html")
    file.write_text((await http.get("/picture", params=params)).text)
    async with page_of(offline=True) as page:
        await page.goto(file.as_uri())
        await page.wait_for_selector("canvas")
        await page.wait_for_timeout(400)
        assert await page.evaluate(PAINTED) > 5_000
        assert page.asked == [file.as_uri()]
        assert page.complaints == []


async def test_hostile_texts_stay_texts_when_everything_is_pointed_at(tmp_path):
    file = Path(tmp_path / "hostile.html")
    file.write_text(render(hostile_graph(), title=HOSTILE[1], as_of="2025-07-20", known_at=HOSTILE[0], standalone=True))
    async with page_of(offline=True) as page:
        await page.goto(file.as_uri())
        await page.wait_for_selector("canvas")
        box = await page.locator("canvas").bounding_box()
        for row in range(1, 8):
            for column in range(1, 14):
                x, y = box["x"] + box["width"] * column / 14, box["y"] + box["height"] * row / 8
                await page.mouse.move(x, y)
                await page.mouse.click(x, y)
        assert await page.evaluate("window.ran") is None
        assert await page.evaluate(PAINTED) > 5_000
        assert page.complaints == []


async def drawn(page, graph, folder):
    """The page with a graph drawn in it, as a file of its own."""
    file = Path(folder / "drawn.html")
    file.write_text(render(graph, title="Drawn", as_of="2025-07-20", known_at="2025-07-20", standalone=True))
    await page.goto(file.as_uri())
    await page.wait_for_selector("html[data-ready=true]")


async def test_a_click_on_a_node_or_a_link_tells_of_it(tmp_path):
    async with page_of(offline=True) as page:
        await drawn(page, article(), tmp_path)
        middle = "id => tradegraph.network.canvasToDOM(tradegraph.network.getPosition(tradegraph.key(id)))"
        at = await page.evaluate(middle, "government:china")
        await page.locator("canvas").click(position=at)
        told = await page.locator("#details").inner_text()
        assert "China" in told
        assert "CN" in told
        await page.keyboard.press("Escape")
        assert not await page.locator("#details").is_visible()
        half = "tradegraph.network.canvasToDOM(tradegraph.network.body.edges['1'].edgeType.getPoint(0.5))"
        await page.locator("canvas").click(position=await page.evaluate(half))
        told = await page.locator("#details").inner_text()
        assert all(text in told for text in ("eased", "asserted", "2025-07-14", "fact:3"))
        assert page.complaints == []


async def test_links_pass_beside_the_boxes_of_others(tmp_path):
    async with page_of(offline=True) as page:
        await drawn(page, article(), tmp_path)
        crossed = """() => {
          const nodes = JSON.parse(document.getElementById('data-nodes').textContent);
          return Object.values(tradegraph.network.body.edges).flatMap((edge) => nodes.filter((node) =>
            ![edge.fromId, edge.toId].includes(tradegraph.key(node.id)) &&
            [...Array(99).keys()].some((i) => {
              const at = edge.edgeType.getPoint((i + 1) / 100);
              return Math.abs(at.x - node.x) * 2 < node.box[0] && Math.abs(at.y - node.y) * 2 < node.box[1];
            })).map((node) => `${edge.id} ${node.id}`));
        }"""
        assert await page.evaluate(crossed) == []
        assert await page.locator("#canvas").get_attribute("data-labels") == str(len(article()["links"]))


async def test_seventy_names_can_be_read_at_first_sight(tmp_path):
    async with page_of(offline=True) as page:
        await drawn(page, larger(70), tmp_path)
        scale = float(await page.locator("#canvas").get_attribute("data-scale"))
        assert scale * 15 >= 9  # the size of a letter on the screen
        await page.locator("#toggle-labels").click()
        assert int(await page.locator("#canvas").get_attribute("data-labels")) > 40


async def test_an_arrow_stands_only_where_one_end_comes_first(tmp_path):
    graph = article()
    graph["links"][0]["type"] = "NEGOTIATES_WITH"
    async with page_of(offline=True) as page:
        await drawn(page, graph, tmp_path)
        arrows = "Object.values(tradegraph.network.body.edges).map((edge) => edge.options.arrows.to.enabled)"
        assert (await page.evaluate(arrows)).count(False) == 1


async def test_the_description_of_the_calls_is_shown(address):
    async with page_of() as page:
        await page.goto(f"{address}/docs")
        await page.wait_for_selector("text=/entities")
        assert all(url.startswith((address, "data:")) for url in page.asked)
        assert page.complaints == []
