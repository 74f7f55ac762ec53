"""HTTP caching: validators, 304, and the bounded memory of answers. An answer from memory is never out of date."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from http_calls import CALLS, JULY
from service import client_of, runtime_on

from app.api.caching import AnswerMemory, AnswerVersion
from app.api.caching.memory import Answer
from graph.store import GraphVersion, Store, VersionWatch, is_repeatable

#: Calls whose answer does not depend on the graph alone.
WITHOUT = {"health", "ready"}
ENTITY = "/entities/company:nvidia"
TOUCH = "../tests/support/cypher/touch"
DELAY_S = 0.3


@pytest.fixture
async def other(engine):
    """Open another store on the same Neo4j, as a second process has."""
    address = engine.address
    async with Store.create(address.uri, address.user, address.password, "neo4j", version_delay_s=DELAY_S) as store:
        yield store


def count_queries(monkeypatch, store):
    """Return a list that grows with each query of the store."""
    asked, table = [], store.table

    async def counted(query, parameters):
        asked.append(query)
        return await table(query, parameters)

    monkeypatch.setattr(store, "table", counted)
    return asked


@pytest.mark.parametrize("name", sorted(CALLS.keys() - WITHOUT))
async def test_an_answer_has_a_validator_and_is_given_once(http, name):
    _, url, params = CALLS[name]
    first = await http.get(url, params=params)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["vary"] == "Accept, Accept-Encoding"
    for asked in (tag, f'W/{tag}, "other"', "*"):
        same = await http.get(url, params=params, headers={"If-None-Match": asked})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    again = await http.get(url, params=params, headers={"If-None-Match": '"other"'})
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["x-request-id"] != first.headers["x-request-id"]


@pytest.mark.parametrize("name", sorted(WITHOUT))
async def test_the_state_of_the_service_is_not_stored(http, name):
    assert "etag" not in (await http.get(CALLS[name][1])).headers


async def test_the_same_question_again_needs_no_query(http, seeded, monkeypatch):
    before = await http.get(ENTITY, params=JULY)
    asked = count_queries(monkeypatch, seeded)
    again = await http.get(ENTITY, params=JULY)
    assert (again.content, asked) == (before.content, [])
    head = await http.head(ENTITY, params=JULY)
    assert (head.content, head.headers["etag"], asked) == (b"", before.headers["etag"], [])


async def test_formats_have_answers_of_their_own(http):
    tags = {
        (await http.get("/measures", params=given, headers={"Accept": accept})).headers["etag"]
        for given, accept in (({}, "application/json"), ({}, "text/csv"), ({"format": "csv"}, "*/*"), (JULY, "*/*"))
    }
    assert len(tags) == 4


async def test_receipts_and_errors_are_not_stored(http):
    receipt = await http.get(ENTITY, params={"receipt": "true"})
    missing = await http.get("/entities/company:none")
    assert (receipt.status_code, missing.status_code) == (200, 404)
    assert "etag" not in receipt.headers.keys() | missing.headers.keys()


async def test_another_writer_is_noticed_within_the_bound(engine, writer, other):
    async with client_of(runtime_on(other, engine)) as reader:
        before = await reader.get("/entities")
        assert before.json()["items"] == []
        await add(writer, "company:first")
        await asyncio.sleep(DELAY_S)
        after = await reader.get("/entities", headers={"If-None-Match": before.headers["etag"]})
        assert [item["id"] for item in after.json()["items"]] == ["company:first"]
        assert after.headers["etag"] != before.headers["etag"]


async def test_an_own_write_is_noticed_at_once(writer):
    for number in range(3):
        await add(writer, f"company:c{number}")
        assert len((await writer.get("/entities")).json()["items"]) == number + 1


async def test_two_services_that_write_and_read_give_no_answer_older_than_the_bound(engine, writer, other):
    """Compare answers with memory to those of a service without, while another service writes."""
    plain = runtime_on(other, engine)
    plain.settings.cache_mb = 0
    asked = [("/entities", {}), ("/stats", {}), ("/entities", {"q": "Company"}), ("/changes", {"limit": "500"})]
    async with client_of(runtime_on(other, engine)) as memory:
        for number in range(4):
            await add(writer, f"company:n{number}")
            other.versions.forget()
            for path, params in asked * 2:
                with_memory = await memory.get(path, params=params)
                other_answer = await writer.get(path, params=params)
                async with client_of(plain) as without:
                    exact = await without.get(path, params=params)
                assert with_memory.content == other_answer.content == exact.content
                assert with_memory.headers["etag"] == other_answer.headers["etag"] == exact.headers["etag"]


async def test_cypher_is_answered_from_memory_until_the_graph_changes(engine, seeded):
    question = {"json": {"query": "MATCH (n:Touched) RETURN count(n) AS n"}}
    async with client_of(runtime_on(seeded, engine)) as client:
        before = await client.post("/cypher", **question)
        again = await client.post("/cypher", **question)
        assert again.content == before.content == b'{"columns":["n"],"rows":[[0]],"truncated":false}'
        await seeded.write(lambda tx: tx.run(TOUCH))
        try:
            assert (await client.post("/cypher", **question)).json()["rows"] == [[1]]
        finally:
            await seeded.write(lambda tx: tx.run(f"{TOUCH}_no_more"))


async def test_random_numbers_are_drawn_again(http):
    question = {"json": {"query": "RETURN rand() AS x"}}
    assert (await http.post("/cypher", **question)).content != (await http.post("/cypher", **question)).content


async def test_a_large_answer_of_cypher_is_complete_and_not_stored(engine, seeded):
    runtime = runtime_on(seeded, engine)
    runtime.settings.cache_mb = 1
    asked = {"query": "UNWIND range(1, 900) AS n RETURN n, $text AS text", "parameters": {"text": "x" * 500}}
    question = {"json": asked}
    async with client_of(runtime) as client:
        one, two = [await client.post("/cypher", **question) for _ in range(2)]
    assert one.content == two.content
    assert len(one.json()["rows"]) == 900


async def test_a_body_that_is_too_large_is_refused_as_before(http):
    answer = await http.post("/cypher", content=b"x" * (1024 * 1024 + 1), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("query", "repeatable"),
    [
        ("MATCH (n:Company) WHERE n.founded < date('2020-01-01') RETURN n.date", True),
        ("RETURN '2020' + \"date()\" /* rand() */ AS x", True),
        ("MATCH (rand) RETURN rand", True),
        ("RETURN rand()", False),
        ("RETURN randomUUID( )", False),
        ("RETURN `Timestamp`()", False),
        ("RETURN date()", False),
        ("RETURN dateTime /**/ ({timezone: 'Asia/Jakarta'})", False),
        ("WITH {timezone: 'Z'} AS zone RETURN time(zone)", False),
        ("RETURN date.realtime()", False),
        ("RETURN localdatetime.truncate('day')", False),
    ],
)
def test_queries_that_read_the_clock_are_not_repeatable(query, repeatable):
    assert is_repeatable(query) is repeatable


def test_the_memory_is_bounded_in_bytes():
    memory = AnswerMemory(100_000)
    version = AnswerVersion(GraphVersion("a", None), datetime.now(UTC).date())
    for number in range(300):
        memory.put(b"%d" % (number % 250), Answer(version, ((b"a", b"b"),), b"x" * (number * 20)))
        assert memory.size <= 100_000
    assert memory.get(b"0") is None
    assert memory.get(b"49").body == b"x" * (299 * 20)
    memory.put(b"large", Answer(version, (), b"x" * 20_000))
    assert memory.get(b"large") is None
    for number in range(250):
        memory.remove(b"%d" % number)
    assert (memory.size, len(memory)) == (0, 0)


async def test_a_publication_in_the_future_ends_a_version():
    soon = datetime.now(UTC) + timedelta(milliseconds=80)
    asked = []

    async def read(now):
        asked.append(now)
        return GraphVersion("same", soon if now < soon else None)

    watch = VersionWatch(read, delay_s=60)
    before = await watch.current()
    assert (await watch.current(), len(asked)) == (before, 1)
    await asyncio.sleep(0.1)
    assert (await watch.current() != before, len(asked)) == (True, 2)


async def test_a_version_read_during_a_write_is_not_kept():
    reading, go_on = asyncio.Event(), asyncio.Event()
    versions = iter(["old", "new"])

    async def read(_now):
        version = GraphVersion(next(versions), None)
        reading.set()
        await go_on.wait()
        return version

    watch = VersionWatch(read, delay_s=60)
    first = asyncio.create_task(watch.current())
    await reading.wait()
    watch.forget()
    go_on.set()
    assert (await first).transaction == "old"
    assert (await watch.current()).transaction == "new"


async def add(client, entity_id):
    record = {"id": entity_id, "kind": "Company", "name": f"Company {entity_id}"}
    answer = await client.post("/statements", json={"entities": [record]})
    assert answer.status_code == 200, answer.text
