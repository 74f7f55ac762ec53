"""Service below a path of a proxy: pages, scripts, links, redirects and OpenAPI."""

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
import uvicorn
from http_records import MERGE, OTHERS, RECORDS
from page_reader import Reader
from service import free_port, serving
from starlette.responses import Response

from app.settings import Settings, read_settings
from graph.errors import InvalidSetting

ROOT = "/team/tradegraph"
H20 = "id=measure:us-h20-export-control&as_of=2025-07-20&known_at=2025-11-30"


@asynccontextmanager
async def published(runtime, *, strips, root=ROOT):
    """Run a reverse proxy that publishes the service below ROOT, and return its address.

    ``strips``: the proxy removes ROOT from the paths that it forwards.
    """
    settings = runtime.settings.model_copy(update={"root_path": root})
    async with serving(replace(runtime, settings=settings)) as service, httpx.AsyncClient(base_url=service) as client:

        async def proxy(scope, receive, send):
            if scope["type"] != "http":
                return
            path = scope["raw_path"].decode()
            if not path.startswith(ROOT):
                await Response("not published", 404)(scope, receive, send)
                return
            query = f"?{scope['query_string'].decode()}" if scope["query_string"] else ""
            headers = [(n, v) for n, v in scope["headers"] if n in (b"accept", b"content-type", b"host")]
            body = (await receive()).get("body", b"")
            inner = (path.removeprefix(ROOT) or "/") if strips else path
            answer = await client.request(scope["method"], inner + query, headers=headers, content=body)
            own = ("content-length", "content-encoding", "transfer-encoding")
            kept = {n: v for n, v in answer.headers.items() if n not in own}
            await Response(answer.content, answer.status_code, kept)(scope, receive, send)

        port = free_port()
        server = uvicorn.Server(uvicorn.Config(proxy, port=port, log_level="error", lifespan="off", loop="asyncio"))
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{port}{ROOT}"
        finally:
            server.should_exit = True
            await task


@pytest.mark.parametrize(("strips", "root"), [(True, ROOT), (False, ROOT), (True, "")])
async def test_every_link_of_every_page_leads_somewhere_below_the_path(runtime, strips, root):
    pages = [
        "/",
        "/browse/measures?as_of=2025-07-20",
        f"/entity/{H20.removeprefix('id=').partition('&')[0]}",
        "/help/time",
        f"/picture?{H20}",
        f"/picture/timeline?{H20}",
        f"/picture/compare?{H20}&before=2025-07-10",
        "/docs",
    ]
    async with published(runtime, strips=strips, root=root) as address, httpx.AsyncClient() as client:
        asked = set()
        for page in pages:
            answer = await client.get(f"{address}{page}")
            assert answer.status_code == 200, page
            links = [attrs.get("href") or attrs.get("src") for _, attrs in Reader(answer.text).elements]
            links += re.findall(r'<script src="([^"]+)"', answer.text)
            found = {urljoin(str(answer.url), link).partition("#")[0] for link in links if link}
            assert len(found) > 2
            asked |= found
        for link in sorted(asked):
            assert link.startswith(f"{address}/"), link
            if not urlsplit(link).path.endswith(("/picture", "/export", "/compare")):  # filled in by a script
                assert (await client.get(link)).status_code == 200, link


@pytest.mark.parametrize("strips", [True, False])
async def test_redirects_pages_of_lists_and_the_description_name_the_path(runtime, strips):
    async with published(runtime, strips=strips) as address, httpx.AsyncClient() as client:
        described = (await client.get(f"{address}/openapi.json")).json()
        assert described["servers"] == [{"url": ROOT}]
        page = await client.get(f"{address}/entities", params={"limit": 1})
        follows = urljoin(address, page.headers["link"].partition(">")[0][1:])
        assert follows.startswith(f"{address}/entities?")
        assert (await client.get(follows)).json()["items"] != page.json()["items"]
        slash = await client.get(f"{address}/docs/", follow_redirects=True)
        assert (slash.status_code, urlsplit(str(slash.url)).path) == (200, f"{ROOT}/docs")
        receipt = (await client.get(f"{address}/measures", params={"receipt": "true", "limit": 1})).json()
        assert receipt["question"]["path"] == "/measures"
        if not strips:
            top = await client.get(address)
            assert (top.status_code, top.headers["location"]) == (308, f"{ROOT}/")


async def test_a_merged_id_is_redirected_below_the_path(empty, writer):
    for records in (RECORDS, OTHERS, {"statements": [MERGE]}):
        loaded = await writer.post("/statements", json=records)
        assert loaded.status_code == 200, loaded.text
    for strips in (True, False):
        async with published(empty, strips=strips) as address, httpx.AsyncClient() as client:
            gone = await client.get(f"{address}/entities/{MERGE['subject']}/links?limit=2")
            assert gone.status_code == 308, gone.text
            assert gone.headers["location"].startswith(f"{ROOT}/entities/")
            there = await client.get(urljoin(address, gone.headers["location"]))
            assert there.status_code == 200


@pytest.mark.parametrize("strips", [True, False])
async def test_the_explorer_works_below_a_path(runtime, visit, strips):
    async with published(runtime, strips=strips) as address:
        page = await visit(f"{address}/")
        await page.wait_for_selector("html[data-ready]")
        await page.locator("#search").fill("nvidia h20")
        await page.locator("#suggestions li").first.click()
        await page.wait_for_url(f"{address}/entity/**")
        await page.get_by_role("link", name="Picture", exact=True).click()
        await page.wait_for_url(f"{address}/picture?**")
        await page.wait_for_selector("html[data-ready]")
        await page.locator("#share summary").click()
        href = await page.locator("#share-csv").evaluate("a => a.href")
        assert href.startswith(f"{address}/export?format=csv&")
        assert page.url.startswith(f"{address}/picture?")
        docs = await visit(f"{address}/docs")
        await docs.wait_for_selector(".opblock")


@pytest.mark.parametrize(
    ("given", "path"),
    [("/a", "/a"), ("/a/b/", "/a/b"), ("/", ""), ("", ""), (" /user/ann@b/proxy/8000/ ", "/user/ann@b/proxy/8000")],
)
def test_a_root_path_is_read_with_or_without_its_last_slash(given, path):
    assert Settings(root_path=given).root_path == path


@pytest.mark.parametrize("given", ["a", "http://a/b", "/a b", "/a//b", "/é", "/a?b"])
def test_what_is_not_a_path_is_refused(given):
    with pytest.raises(InvalidSetting, match="TRADEGRAPH_ROOT_PATH"):
        read_settings(root_path=given)
