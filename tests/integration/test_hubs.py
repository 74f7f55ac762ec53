"""Entities with many links: pages are complete, numbers are capped and say so, and pictures open."""

import pytest
from http_calls import hold, schema_of
from service import client_of

HUB = "product:hub"
LINKS = 2400
NOW = {"as_of": "2026-01-01"}
BEFORE = {"as_of": "2021-01-01"}


async def add(store, first, last):
    await store.write(lambda tx: tx.run("../tests/support/cypher/add_to_hub", first=first, last=last))


@pytest.fixture
async def client(empty, store):
    await add(store, 1, LINKS)
    async with client_of(empty) as opened:
        yield opened


async def read_pages(client, params, meanwhile=None):
    """Return the link ids of all pages; ``meanwhile`` runs before each further page."""
    ids, cursor = [], None
    while cursor is not None or not ids:
        given = params | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"/entities/{HUB}/links", params=given)).json()
        assert len(page["items"]) == params["limit"] or page["next"] is None
        ids += [link["link_id"] for link in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return ids
        if meanwhile:
            await meanwhile(page)
    return ids


def expected(*numbers):
    return sorted(f"{n:06}" for n in numbers)


async def test_the_pages_of_a_hub_have_each_link_once(client):
    assert sorted(await read_pages(client, {"limit": 500, **BEFORE})) == expected(*range(1, LINKS + 1))
    held = [n for n in range(1, LINKS + 1) if n % 10]
    assert sorted(await read_pages(client, {"limit": 499, **NOW})) == expected(*held)
    assert len(await read_pages(client, {"limit": 480, "direction": "in", "kind": "Company", **BEFORE})) == LINKS
    assert len(await read_pages(client, {"limit": 480, "type": "MAKES", **BEFORE})) == LINKS
    for without in ({"direction": "out"}, {"kind": "Person"}, {"type": "OWNS"}, {"as_of": "2010-01-01"}):
        answer = await client.get(f"/entities/{HUB}/links", params=without)
        assert answer.json() == {"items": [], "next": None}


async def test_a_filter_finds_the_few_links_behind_many_others(client):
    answer = await client.get(f"/entities/{HUB}/links", params={"limit": 500, "as_of": "2026-01-01"})
    found = {link["object"]["id"] for link in answer.json()["items"]}
    assert found == {HUB}
    both = {"subject": "company:c7", "object": HUB, **NOW}
    assert [link["link_id"] for link in (await client.get("/links", params=both)).json()["items"]] == ["000007"]


async def test_links_that_are_loaded_between_pages_disturb_no_other(client, store):
    numbers = iter(range(LINKS + 1, LINKS + 100))

    async def load(_page):
        number = next(numbers)
        await add(store, number, number)

    ids = await read_pages(client, {"limit": 400, **BEFORE}, load)
    assert len(set(ids)) == len(ids)
    assert set(expected(*range(1, LINKS + 1))) <= set(ids)


async def test_a_cursor_is_valid_after_its_link_was_deleted(client, store):
    async def delete(page):
        last = page["items"][-1]["subject"]["id"]
        await store.write(lambda tx: tx.run("../tests/support/cypher/remove_from_hub", id=last))

    ids = await read_pages(client, {"limit": 400, **BEFORE}, delete)
    assert sorted(ids) == expected(*range(1, LINKS + 1))


async def test_numbers_of_links_are_capped_and_say_so(client):
    entity = (await client.get(f"/entities/{HUB}", params=NOW)).json()
    hold(entity, await schema_of(client, "/entities/{id}"))
    assert entity["links"] == {"MAKES": {"out": 0, "in": 1000, "capped": True}}
    assert len(entity["fact_ids"]) == 100
    company = (await client.get("/entities/company:c7", params=NOW)).json()
    assert company["links"] == {"MAKES": {"out": 1, "in": 0}}


async def test_the_graph_around_a_hub_is_cut_and_says_so(client):
    graph = (await client.get("/graph", params={"id": HUB, "limit": 50, **NOW})).json()
    hold(graph, await schema_of(client, "/graph"))
    assert (len(graph["nodes"]), len(graph["links"]), graph["truncated"]) == (50, 49, True)
    assert (graph["capped"], graph["more"]) == ([HUB], {HUB: 1000 - 49})
    around = (await client.get("/graph", params={"id": "company:c7", "depth": 2, "limit": 20, **NOW})).json()
    assert {link["object"]["id"] for link in around["links"]} == {HUB}


async def test_the_picture_of_a_hub_opens(client):
    scene = (await client.get("/scene", params={"id": HUB, "limit": 60})).json()
    hold(scene, await schema_of(client, "/scene"))
    assert (len(scene["nodes"]), len(scene["links"]), scene["capped"]) == (60, 59, [HUB])
    assert (await client.get("/picture", params={"id": HUB, "limit": 60})).status_code == 200


async def test_paths_lead_through_a_hub_and_to_it(client):
    async def found(start, end, k=3):
        answer = await client.get("/paths", params={"from": start, "to": end, "k": k, **NOW})
        assert answer.status_code == 200, answer.text
        return [[node["id"] for node in path["nodes"]] for path in answer.json()["items"]]

    assert await found("company:c7", "company:c8") == [["company:c7", HUB, "company:c8"]]
    assert await found("company:c7", HUB) == [["company:c7", HUB]]
    assert await found(HUB, "company:c7", k=1) == [[HUB, "company:c7"]]
    assert await found("company:c7", "company:c10") == []  # this link has ended


async def test_cursors_of_other_lists_are_refused(client):
    for cursor in ("MSAyIDM", "YWJj"):
        answer = await client.get(f"/entities/{HUB}/links", params={"cursor": cursor})
        assert answer.status_code == 422
    assert (await client.get("/entities/product:none/links")).status_code == 404
