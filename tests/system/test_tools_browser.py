"""Pictures of the pages in docs/tools/, drawn in a real browser without a network."""

import asyncio

import pytest
from docs_programs import executed, run

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright closes its pipes only when the process ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

#: Script: does a canvas show more than two colours?
DRAWN = """() => [...document.querySelectorAll('canvas')].some((canvas) => {
  const context = canvas.getContext('2d');
  const data = context && context.getImageData(0, 0, canvas.width, canvas.height).data;
  return data && new Set(new Uint32Array(data.buffer)).size > 20;
})"""
EVIL = "<img src=x href=x onerror='pwned = 1'></script><script>pwned = 1</script>"
#: An additional cell that draws a graph of hostile texts with the page's function.
HOSTILE = f"""
from types import SimpleNamespace


class Evil(dict):
    element_id = type = {EVIL!r}


Evil.start_node = Evil.end_node = Evil(name={EVIL!r})
link = Evil(valid_from={EVIL!r}, known_from={EVIL!r})
picture(SimpleNamespace(nodes=[link.start_node], relationships=[link]))
"""
#: Script: what a script in the frame can read of the page around it.
REACHED = "() => { try { return parent.document.title } catch (refused) { return refused.name } }"
#: Script: the position of the link's middle in the frame.
ON_LINK = """() => {
  const box = document.querySelector('canvas').getBoundingClientRect();
  const at = network.canvasToDOM(Object.values(network.body.edges)[0].edgeType.getPoint(0.5));
  return { x: box.x + at.x, y: box.y + at.y };
}"""


async def drawn(frame):
    await frame.wait_for_function(DRAWN, polling=200, timeout=60_000)


async def frame_of(visit, file, text):
    """Open a page with a cell's output; return it and its frame once drawn."""
    file.write_text(f'<!doctype html><html lang="en"><meta charset="utf-8"><body>{text}', encoding="utf-8")
    page = await visit(file.as_uri(), offline=True)
    _, frame = page.frames
    await drawn(frame)
    return page, frame


async def test_neo4j_viz_draws_without_a_network(door, seeded, visit, tmp_path):
    await asyncio.to_thread(run, "neo4j-viz", door, tmp_path)
    page = await visit((tmp_path / "measure.html").as_uri(), offline=True)
    await drawn(page)


async def test_the_picture_of_a_notebook_is_drawn_without_a_network_and_its_texts_stay_texts(
    door, seeded, visit, tmp_path, monkeypatch
):
    ran = await executed(door, tmp_path, monkeypatch, HOSTILE)
    texts = [output.get("data", {}).get("text/html", "") for cell in ran for output in cell.outputs]
    ours, hostile = [text for text in texts if "<iframe" in text]
    await frame_of(visit, tmp_path / "ours.html", ours)
    page, frame = await frame_of(visit, tmp_path / "hostile.html", hostile)
    await frame.wait_for_function("() => network.physics.stabilized")
    within, at = await page.locator("iframe").bounding_box(), await frame.evaluate(ON_LINK)
    await page.mouse.move(within["x"] + at["x"], within["y"] + at["y"])
    await frame.wait_for_function(
        "(text) => document.querySelector('.vis-tooltip')?.innerText.includes(text)", arg=EVIL
    )
    assert await frame.evaluate("window.pwned") is None
    assert await frame.evaluate(REACHED) == "SecurityError"
    assert await frame.locator("img, #mynetwork script").count() == 0
