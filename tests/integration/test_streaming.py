"""Streaming of ad-hoc Cypher: pieces, problems reported at the end, and cancellation."""

import asyncio
import csv
import json
import re
import time
from collections.abc import AsyncIterator

import httpx
import psutil
import pytest
from commands import tradegraph
from service import runtime_on, serving

from app.formats.tables import CHUNK_SIZE
from graph.store import AdHocRunner, QueryLimits

TEXT = {"text": "a" * 500}
#: The first 899 rows fill more than one piece. The tests append an expression for the later rows.
MIDST = "UNWIND range(1, 1000) AS n RETURN n, $text AS text, "
BREAKS = MIDST + "1 / (900 - n) AS x"
SLOW = MIDST + (
    "CASE WHEN n < 900 THEN 0 ELSE COUNT { MATCH (a:Statement), (b:Statement), (c:Statement) "
    "WHERE a.text < b.text + n AND b.text < c.text + n } END AS x"
)
ACCEPT = {"json": "application/json", "csv": "text/csv", "ndjson": "application/x-ndjson"}


@pytest.fixture
async def client(address) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, timeout=20) as found:
        yield found


def asked(query, form="json", **more):
    return {"json": {"query": query, "parameters": TEXT, **more}, "headers": {"Accept": ACCEPT[form]}}


async def broken_off(client, query, form):
    """Return the text of an incomplete response; fail if it is complete."""
    body = b""
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
        async with client.stream("POST", "/cypher", **asked(query, form)) as answer:
            assert answer.status_code == 200
            async for piece in answer.aiter_bytes():
                body += piece
    return body.decode()


async def ends_within(seeded, mark, seconds):
    """Return whether Neo4j ends the query with this mark within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not await seeded.value("../tests/support/cypher/running", mark=mark):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_the_three_formats_hold_the_same_rows(client):
    query = "UNWIND range(1, 900) AS n RETURN n, $text AS text"
    came = {form: (await client.post("/cypher", **asked(query, form))).text for form in ACCEPT}
    table = json.loads(came["json"])
    assert table == {"columns": ["n", "text"], "rows": [[n, TEXT["text"]] for n in range(1, 901)], "truncated": False}
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    assert [json.loads(line) for line in came["ndjson"].splitlines()] == rows
    assert list(csv.reader(came["csv"].splitlines())) == [["n", "text"], *([str(n), t] for n, t in table["rows"])]


async def test_what_is_cut_off_says_so_at_its_end(client):
    came = {form: (await client.post("/cypher", **asked(MIDST + "0", form, limit=400))).text for form in ACCEPT}
    table = json.loads(came["json"])
    assert (list(table), len(table["rows"]), table["truncated"]) == (["columns", "rows", "truncated"], 400, True)
    *lines, last = came["ndjson"].splitlines()
    assert (len(lines), json.loads(last)) == (400, {"truncated": True})
    *lines, last = came["csv"].splitlines()
    assert (len(lines), last) == (401, "# truncated: the result exceeds the limits of an answer.")


async def test_numbers_that_json_cannot_say_are_null_with_a_note(client, environment):
    query = "UNWIND [[0.0, 1.0], [1.0, 0.0], [1.0, 2.0]] AS x RETURN x[0] / x[1] AS y, {z: [x[0] % x[1]]} AS m"
    note = "2 numbers are null because JSON has no NaN and no infinity."
    answer = (await client.post("/cypher", **asked(query))).json()
    assert answer["rows"] == [[0.0, {"z": [0.0]}], [None, {"z": [None]}], [0.5, {"z": [1.0]}]]
    assert answer["notes"] == [note]
    cut = (await client.post("/cypher", **asked(query, limit=2))).json()
    assert (cut["truncated"], cut["notes"]) == (True, [note])
    assert "notes" not in (await client.post("/cypher", **asked("RETURN 1.5 AS x, null AS y"))).json()
    code, _, said = await tradegraph(environment, "cypher", query, "-f", "json")
    assert (code, said) == (0, f"{note}\n")


async def test_a_query_is_logged_by_its_hash_alone(client, caplog):
    caplog.set_level("INFO", logger="tradegraph")
    for _ in range(2):
        await client.post("/cypher", json={"query": "RETURN $word AS secret", "parameters": {"word": "hidden"}})
    first, second = [record.message for record in caplog.records if "runs the query" in record.message]
    assert first.split()[-1] == second.split()[-1]
    assert not {"secret", "hidden"} & set(re.findall(r"\w+", caplog.text))


async def test_bytes_are_limited_too(runtime, seeded):
    few = AdHocRunner(seeded, QueryLimits(max_bytes=2000))
    table = await few.run("UNWIND range(1, 10) AS n RETURN $text AS text", TEXT)
    assert (len(table.rows), table.truncated) == (3, True)


async def test_no_rows_are_an_answer_too(client):
    came = {form: (await client.post("/cypher", **asked("UNWIND [] AS n RETURN n", form))).text for form in ACCEPT}
    assert came == {"json": '{"columns":["n"],"rows":[],"truncated":false}', "csv": "n\r\n", "ndjson": ""}


async def test_rows_are_sent_before_the_last_of_them_is_there(client, seeded):
    async with client.stream("POST", "/cypher", **asked(f"{SLOW} // early")) as answer:
        pieces = answer.aiter_raw()
        first = await anext(pieces)
        assert first.startswith(b'{"columns":["n","text","x"],"rows":[[1,"')
        assert await seeded.value("../tests/support/cypher/running", mark="// early") == 1


async def test_an_error_before_the_first_piece_is_an_answer_of_its_own(client):
    answer = await client.post("/cypher", **asked("UNWIND [2, 1, 0] AS n RETURN 1 / n AS x"))
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize(("query", "status", "says"), [(BREAKS, 422, "by zero"), (SLOW, 504, "limit")])
async def test_an_error_in_the_midst_breaks_the_answer_off_and_says_why(client, caplog, query, status, says):
    table = json.loads(await broken_off(client, query, "json"))
    assert 1 <= len(table["rows"]) < 900
    assert all(len(row) == 3 for row in table["rows"])
    assert (table["truncated"], table["error"]["status"]) == (True, status)
    assert says in table["error"]["detail"]
    assert table["error"]["request_id"] in caplog.text
    last = json.loads((await broken_off(client, query, "ndjson")).splitlines()[-1])
    assert (last["truncated"], last["error"]["status"]) == (True, status)
    last = (await broken_off(client, query, "csv")).splitlines()[-1]
    assert last.startswith("# truncated: ")
    assert says in last


async def test_a_client_that_leaves_in_the_midst_ends_the_query_at_the_server(client, seeded):
    async with client.stream("POST", "/cypher", **asked(f"{SLOW} // left")) as answer:
        pieces = answer.aiter_raw()
        await anext(pieces)
        assert await seeded.value("../tests/support/cypher/running", mark="// left") == 1
    assert await ends_within(seeded, "// left", 1)


async def test_a_client_that_leaves_before_the_first_row_ends_the_query_at_the_server(client, seeded):
    query = "MATCH (a:Statement), (b:Statement), (c:Statement), (d:Statement) WHERE a.text < b.text AND c.text < d.text"
    asking = asyncio.create_task(client.post("/cypher", **asked(f"{query} RETURN count(*) // gone")))
    while not await seeded.value("../tests/support/cypher/running", mark="// gone"):
        assert not asking.done()
        await asyncio.sleep(0.02)
    asking.cancel()
    assert await ends_within(seeded, "// gone", 1)


async def test_places_are_given_back_however_an_answer_ends(client, runtime):
    for _ in range(runtime.adhoc.limits.max_concurrent + 1):
        async with client.stream("POST", "/cypher", **asked(f"{SLOW} // place")) as answer:
            await anext(answer.aiter_raw())
        await broken_off(client, BREAKS, "csv")
        await client.post("/cypher", **asked("RETURN 1 / 0"))
    assert (await client.post("/cypher", **asked("RETURN 1"))).status_code == 200


async def test_a_long_answer_takes_no_more_memory_than_a_short_one(seeded, engine):
    """Read a response of about 15 MB without storing it."""
    runtime, process, most, size = runtime_on(seeded, engine), psutil.Process(), 0, 0
    object.__setattr__(runtime, "adhoc", AdHocRunner(seeded, QueryLimits(timeout_s=60, max_rows=100_000)))
    query = "UNWIND range(1, 30000) AS n RETURN n, $text AS text"
    async with serving(runtime) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
        await client.post("/cypher", **asked(query, limit=1000))
        before = process.memory_info().rss
        async with client.stream("POST", "/cypher", **asked(query)) as answer:
            async for piece in answer.aiter_raw():
                size += len(piece)
                most = max(most, process.memory_info().rss - before)
    assert size > 30_000 * 500
    assert most < max(size / 3, 50 * CHUNK_SIZE)


async def test_a_receipt_is_for_what_is_kept_whole(client):
    answer = await client.post("/cypher", params={"receipt": "true"}, **asked("RETURN 1"))
    assert answer.status_code == 422
    assert "receipt" in answer.json()["detail"]
