"""Loading over HTTP: it requires the key, is all or nothing, and repeating changes nothing."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from http_calls import hold, is_plain, schema_of
from http_records import RECORDS
from project import BEARER, KEY
from service import free_port

from app.main import create_app
from app.settings import read_settings
from graph.errors import InvalidSetting


async def test_records_are_taken_in_and_again_changes_nothing(writer):
    first = await writer.post("/statements", json=RECORDS)
    assert first.status_code == 200, first.text
    hold(first.json(), await schema_of(writer, "/statements", "post"))
    assert first.json() == {
        "entities": 2, "sources": 1, "statements": 1, "links_written": 1, "links_removed": 0,
        "periods_written": 0, "periods_removed": 0, "revision": 1,
    }  # fmt: skip
    links = (await writer.get("/entities/company:acme/links")).json()["items"]
    assert [(link["type"], link["object"]["id"]) for link in links] == [("MAKES", "product:anvil")]
    again = (await writer.post("/statements", json=RECORDS)).json()
    assert again == dict.fromkeys(again, 0) | {"revision": 1}


async def test_the_same_many_times_at_once_is_taken_in_once(writer, store):
    answers = [a.json() for a in await asyncio.gather(*(writer.post("/statements", json=RECORDS) for _ in range(6)))]
    assert sorted(answer["entities"] for answer in answers) == [0, 0, 0, 0, 0, 2]
    assert {answer["revision"] for answer in answers} <= {0, 1}
    assert (await store.state()).revision == 1
    changes = (await writer.get("/changes")).json()["items"]
    assert [change["reason"] for change in changes] == ["world_changed"] * 4


async def test_two_at_once_do_not_take_one_name_or_merge_against_each_other(writer):
    bodies = [{"entities": [{"id": f"company:acme-{n}", "name": "ACME!"}]} for n in range(5)]
    answers = await asyncio.gather(*(writer.post("/statements", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422, 422]
    others = [{"id": f"company:{name}", "name": name} for name in ("one", "two", "three")]
    await writer.post("/statements", json={**RECORDS, "entities": [*others, RECORDS["entities"][1]], "statements": []})
    merge = {**RECORDS["statements"][0], "subject": "company:one", "predicate": "SAME_AS"}
    bodies = [{"statements": [{**merge, "object": f"company:{name}"}]} for name in ("two", "three")]
    answers = await asyncio.gather(*(writer.post("/statements", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert "is already the same as" in next(answer.text for answer in answers if answer.status_code == 422)


async def test_if_one_record_is_at_fault_none_is_taken_in(writer, store):
    faulty = RECORDS | {"statements": [*RECORDS["statements"], RECORDS["statements"][0] | {"object": "product:none"}]}
    body = is_plain(await writer.post("/statements", json=faulty), 422)
    (error,) = body["errors"]
    assert error["where"] == "statements[1] object"
    assert "product:none is not defined" in error["message"]
    assert (await store.table("MATCH (n:Entity) RETURN count(n)", {})).rows == [[0]]


async def test_what_is_named_may_be_in_the_graph_already(writer):
    await writer.post("/statements", json=RECORDS)
    more = {"statements": [RECORDS["statements"][0] | {"stance": "denies", "locator": "page 2"}]}
    assert (await writer.post("/statements", json=more)).json()["links_written"] == 1
    (link,) = (await writer.get("/entities/company:acme/links")).json()["items"]
    assert link["certainty"] == "disputed"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY}, {"X-API-Key": "é".encode()}, {"Authorization": ""}],
)
async def test_without_the_key_nobody_writes(empty, store, headers):
    transport = httpx.ASGITransport(create_app(empty))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.post("/statements", json=RECORDS, headers=headers)
        is_plain(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await store.table("MATCH (n) WHERE NOT n:Ledger RETURN count(n)", {})).rows == [[0]]


async def test_where_no_key_is_set_nobody_writes(empty):
    closed = replace(empty, settings=empty.settings.model_copy(update={"write_key": None}))
    transport = httpx.ASGITransport(create_app(closed))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for headers in ({}, BEARER, {"Authorization": "Bearer "}):
            body = is_plain(await client.post("/statements", json=RECORDS, headers=headers), 401)
            assert "TRADEGRAPH_WRITE_KEY" in body["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400), ("[]", 422), ('{"entities": {}}', 422), ('{"things": []}', 422), ('{"entities": [1]}', 422),
        ('{"entities": [], "entities": []}', 422), ('{"entities": [{"\\ud800": 1}]}', 422),
        ('{"sources": [{"id": "source:a", "title": "A", "title": "B"}]}', 422),
        ('{"entities": [{"id": ' + "[" * 900 + "]" * 900 + "}]}", 422),
        ('{"sources": [{"id": "source:a", "publisher": "P", "published_on": "9999", "url": "http://a/\\ud800"}]}', 422),
    ],
)  # fmt: skip
async def test_a_body_of_another_shape_is_refused(writer, body, status):
    headers = {"Content-Type": "application/json"}
    is_plain(await writer.post("/statements", content=body, headers=headers), status)


def test_a_short_key_is_no_key(monkeypatch):
    monkeypatch.setenv("TRADEGRAPH_WRITE_KEY", "short")
    monkeypatch.setenv("TRADEGRAPH_PORT", str(free_port()))
    with pytest.raises(InvalidSetting, match="TRADEGRAPH_WRITE_KEY"):
        read_settings()
