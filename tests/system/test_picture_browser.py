"""Standalone pictures in a real browser: they work offline and run no script from data."""

import pytest
from explorer import click, file_of, on_link, painted, ready, seen
from playwright.async_api import expect
from scenes import article, hostile, larger

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright closes its pipes only when the process ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


async def drawn(visit, folder, drawing, **more):
    return await ready(await visit(file_of(folder, drawing), offline=True, **more))


async def test_a_picture_that_the_service_gives_away_opens_with_the_network_off(visit, http, tmp_path):
    params = {"id": "company:nvidia", "standalone": "true", "as_of": "2025-07-20", "view": "hide=product:nvidia-h20"}
    file = tmp_path / "picture.html"
    file.write_text((await http.get("/picture", params=params)).text)
    page = await ready(await visit(file.as_uri(), offline=True))
    assert await painted(page) > 5_000
    there = await seen(page)
    assert "company:nvidia" in there["nodes"]
    assert "product:nvidia-h20" not in there["nodes"]
    assert page.asked == [file.as_uri()]
    assert await page.locator("#share-html, #share-save, #undo:enabled").count() == 0


async def test_hostile_texts_stay_texts_wherever_one_points(visit, tmp_path):
    page = await drawn(visit, tmp_path, hostile())
    there = await seen(page)
    canvas = page.locator("#canvas canvas")
    box = await canvas.bounding_box()
    for node in there["nodes"]:
        await click(page, node)
        await page.keyboard.press("Escape")
        await page.locator("#fit").click()
    for link in there["links"][:12]:
        point = await on_link(page, link)
        await page.mouse.move(box["x"] + point["x"], box["y"] + point["y"])
        await page.wait_for_timeout(300)  # until the tooltip is visible
        await page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])
        await page.keyboard.press("Escape")
        await page.locator("#fit").click()
    await page.locator("#search").fill("script")
    await page.wait_for_timeout(200)
    await page.keyboard.press("Escape")
    await page.locator("#toggle-table").click()
    assert await page.locator("#tables td").count() > 40
    await page.locator("#toggle-table").click()
    assert await page.evaluate("window.pwned") is None
    assert await page.locator("img, iframe, #tables a, #details a").count() == 0
    assert await painted(page) > 5_000


async def test_a_click_on_a_node_or_a_link_tells_of_it(visit, tmp_path):
    page = await drawn(visit, tmp_path, article())
    await click(page, "government:china")
    await expect(page.locator("#details")).to_contain_text("China")
    assert "CN" in await page.locator("#details").inner_text()
    await page.keyboard.press("Escape")
    assert not await page.locator("#details").is_visible()
    await page.locator("#canvas canvas").click(position=await on_link(page, "link:3"))
    told = await page.locator("#details").inner_text()
    assert all(text in told for text in ("eased", "asserted", "14 Jul 2025", "fact:3", "Valid on this date"))


async def test_links_pass_beside_the_boxes_of_others(visit, tmp_path):
    page = await drawn(visit, tmp_path, article())
    crossed = """() => {
      const { scene, canvas } = tradegraph.now();
      return Object.values(canvas.network.body.edges).flatMap((edge) => scene.nodes.filter((node) =>
        ![edge.fromId, edge.toId].includes(canvas.key(node.id)) &&
        [...Array(99).keys()].some((i) => {
          const at = edge.edgeType.getPoint((i + 1) / 100);
          return Math.abs(at.x - node.x) * 2 < node.width && Math.abs(at.y - node.y) * 2 < node.height;
        })).map((node) => `${edge.id} ${node.id}`));
    }"""
    assert await page.evaluate(crossed) == []
    assert await page.locator("#canvas").get_attribute("data-labels") == str(len(article()["links"]))


async def test_seventy_names_can_be_read_at_first_sight(visit, tmp_path):
    page = await drawn(visit, tmp_path, larger(70))
    assert len((await seen(page))["nodes"]) == 70
    names = await page.evaluate(
        """() => {
          const { shown, canvas } = tradegraph.now();
          const [drawn] = canvas.container.getElementsByTagName("canvas");
          const scale = canvas.network.getScale();
          return shown.nodes.map(({ node, span }) => {
            const { size, lines } = tradegraph.names.textOf(drawn.getContext("2d"), node, scale, span?.word);
            return [size * scale, lines.join(" ")];
          });
        }"""
    )
    assert min(size for size, _ in names) >= 11  # pixels of a letter on the screen
    assert len({text for _, text in names}) > 65
    await page.locator("#toggle-labels").click()
    assert int(await page.locator("#canvas").get_attribute("data-labels")) > 40


async def test_an_arrow_stands_only_where_one_end_comes_first(visit, tmp_path):
    drawing = article()
    drawing["links"][0]["type"] = "NEGOTIATES_WITH"
    page = await drawn(visit, tmp_path, drawing)
    arrows = "Object.values(tradegraph.now().canvas.network.body.edges).map((edge) => edge.options.arrows.to.enabled)"
    assert (await page.evaluate(arrows)).count(False) == 1
