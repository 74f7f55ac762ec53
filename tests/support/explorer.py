"""Access to the state of an explorer page in tests."""

import json
from pathlib import Path
from typing import Any

from page_reader import page as html_of

#: Number of painted pixels of the canvas.
_PAINTED = """() => {
  const canvas = document.querySelector('#canvas canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
  return painted;
}"""
#: Everything that a user sees of a scene, and its data.
_SEEN = """() => {
  const { state, shown, canvas } = tradegraph.now();
  const network = canvas.network;
  return {
    state,
    nodes: shown.nodes.map(({ node }) => node.id).sort(),
    links: shown.links.map(({ link }) => link.link_id).sort(),
    looks: Object.fromEntries(shown.links.map(({ link, span }) => [link.link_id, span.look])),
    places: Object.fromEntries(Object.entries(network.getPositions()).map(([id, at]) => [id.slice(2), at])),
    drawn: shown.links.map(({ link }) => link.link_id)
      .filter((id) => network.body.edges[canvas.key(canvas.edgeOf(id))]).sort(),
    legend: document.getElementById('filters').innerText,
    counts: document.getElementById('counts').textContent,
    day: document.getElementById('day').dateTime,
  };
}"""


#: Visible nodes whose box is not painted: a painted box has no transparent pixels.
_MISSING = """() => {
  const { shown, canvas } = tradegraph.now();
  const { network, key } = canvas;
  const drawn = document.querySelector('#canvas canvas');
  const context = drawn.getContext('2d');
  const fine = drawn.width / drawn.clientWidth;
  const scale = network.getScale();
  return shown.nodes.filter(({ node }) => {
    const at = network.canvasToDOM(network.getPosition(key(node.id)));
    const [w, h] = [node.width * scale / 2 - 3, node.height * scale / 2 - 3];
    const points = [[0, 0], [-w + 4, 0], [w - 4, 0], [0, -h], [0, h]].map(([dx, dy]) => [at.x + dx, at.y + dy])
      .filter(([x, y]) => x > 1 && y > 1 && x < drawn.clientWidth - 1 && y < drawn.clientHeight - 1);
    return points.some(([x, y]) => context.getImageData(x * fine, y * fine, 1, 1).data[3] < 255);
  }).map(({ node }) => node.id);
}"""


async def ready(page: Any) -> Any:
    await page.wait_for_selector("html[data-ready=true]")
    return page


async def painted(page: Any) -> int:
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return await page.evaluate(_PAINTED)


async def missing(page: Any) -> list[str]:
    """Return the visible entities that are still not painted after two frames."""
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: list[str] = await page.evaluate(_MISSING)
    return found


async def seen(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(_SEEN)
    return found


async def at(page: Any, entity_id: str) -> dict[str, float]:
    """Return the position of a node's centre in the canvas."""
    found: dict[str, float] = await page.evaluate(
        """(id) => { const { network, key } = tradegraph.now().canvas;
             return network.canvasToDOM(network.getPosition(key(id))); }""",
        entity_id,
    )
    return found


async def on_link(page: Any, link_id: str, share: float = 0.5) -> dict[str, float]:
    """Return the position of a point on a link in the canvas."""
    found: dict[str, float] = await page.evaluate(
        """([id, share]) => { const { network, key, edgeOf } = tradegraph.now().canvas;
             return network.canvasToDOM(network.body.edges[key(edgeOf(id))].edgeType.getPoint(share)); }""",
        [link_id, share],
    )
    return found


async def click(page: Any, entity_id: str, **how: Any) -> None:
    await page.locator("#canvas canvas").click(position=await at(page, entity_id), **how)


async def settled(page: Any, condition: str, given: Any = None) -> None:
    """Wait for a condition on ``tradegraph.now()``, such as ``now.shown.nodes.length > 3``."""
    await page.wait_for_function(
        f"(given) => {{ const now = tradegraph.now(); return {condition}; }}", arg=given, timeout=20_000
    )


def file_of(folder: Path, drawing: dict[str, Any], **more: Any) -> str:
    """Write a standalone page with a scene, and return its address."""
    file = folder / "drawn.html"
    file.write_text(html_of(json.loads(json.dumps(drawing, default=str)), standalone=True, **more), encoding="utf-8")
    return file.as_uri()
