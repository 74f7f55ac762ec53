"""Responses match the OpenAPI description, and no random request causes an internal error.

TRADEGRAPH_TEST_REQUESTS is the number of random requests (300), TRADEGRAPH_TEST_SEED their seed.
"""

import os
import time
from dataclasses import replace

import httpx
import pytest
from http_calls import EASED
from project import KEY
from pydantic import SecretStr
from random_requests import Asker, shown

from app.main import create_app

REQUESTS = int(os.environ.get("TRADEGRAPH_TEST_REQUESTS", "300"))
SEED = int(os.environ.get("TRADEGRAPH_TEST_SEED", "2026"))


async def test_no_request_is_an_internal_error_and_every_answer_is_as_described(runtime, unchanged):
    settings = runtime.settings.model_copy(update={"write_key": SecretStr(KEY)})
    transport = httpx.ASGITransport(create_app(replace(runtime, settings=settings)), raise_app_exceptions=False)
    faults, began = [], time.monotonic()
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        asker = Asker((await client.get("/openapi.json")).json(), SEED, KEY)
        for _ in range(REQUESTS):
            name, asked = asker.request()
            answer = await client.request(**asked)
            faults += [f"{fault} <- {shown(asked)}" for fault in asker.faults(name, asked, answer)]
    answered, took = sum(asker.seen.values()), time.monotonic() - began
    print(f"{REQUESTS} requests in {took:.0f} s, {answered} answered 200, {len(faults)} faults")
    assert not faults, "\n".join(faults[:20])
    if REQUESTS >= 3000:  # then each route got a request that it can answer
        unanswered = {name for name, count in asker.seen.items() if not count}
        # Writing is off here, and the random names are names of queries, not of files.
        never = {"POST /statements", "GET /static/{name}"}
        assert unanswered <= never | {"GET /docs/", "GET /nothing/{name}", "GET /facts/{fact_id}"}


@pytest.mark.parametrize("as_a_receipt", [False, True])
async def test_answers_and_receipts_are_what_the_description_says(http, as_a_receipt):
    described = (await http.get("/openapi.json")).json()
    asker, checked = Asker(described, SEED, KEY), 0
    for path, operations in described["paths"].items():
        operation = operations.get("get")
        names = {p["name"] for p in operation.get("parameters", ())} if operation else set()
        if not operation or (as_a_receipt and "receipt" not in names):
            continue
        of = {"/measures/{id}/timeline": "measure:us-h20-export-control", "/entities/{id}/record": "government:china"}
        url = path.replace("{id}", of.get(path, "company:nvidia")).replace("{name}", "counts")
        url = url.replace("{fact_id}", EASED)
        given = {"id": "measure:us-h20-export-control", "from": "2025-01-01", "before": "2025-07-10"}
        if path in ("/paths", "/chains"):
            given = {"from": "company:nvidia", "to": "company:amd"} if path == "/paths" else {}
        params = {name: value for name, value in given.items() if name in names and f"{{{name}}}" not in path}
        answer = await http.get(url, params=params | ({"receipt": "true"} if as_a_receipt else {}))
        assert answer.status_code == 200, (url, answer.text)
        asked = {"method": "GET", "url": url, "headers": {}}
        assert [*asker.faults(f"GET {path}", asked, answer)] == [], url
        checked += 1
    assert checked >= (12 if as_a_receipt else 22)
