"""The clocks on every way in: HTTP, agents, and Bolt by metadata and by user name; and what a query costs."""

import asyncio
import datetime as dt
import re
import time
from dataclasses import replace

import neo4j
import pytest
from as_of import clocks, rewritten
from bolt_client import PASSWORD, Raw, message
from docs_pages import FENCE, VALUES, page
from library_examples import EXAMPLES
from py2neo import Graph

from graph.query_library import load_library
from graph.store import AdHocRunner, JsonEncoder, QueryLimits

COUNTED = "MATCH (:Measure)-[:HAS_STATUS]->(p {status: 'in_force'}) RETURN count(*) AS number"
BY_HAND = (
    "MATCH (:Measure)-[:HAS_STATUS]->(p {status: 'in_force'}) WHERE p.valid_from <= $as_of < p.valid_to "
    "AND p.known_from <= $known_at < p.known_to RETURN count(*) AS number"
)
DAY, KNOWN = "2025-07-20", "2025-08-01"


async def expected(store, day, known):
    parameters = {"as_of": dt.date.fromisoformat(day), "known_at": clocks(None, known).known_at}
    return (await store.table(BY_HAND, parameters)).rows[0][0]


# --- HTTP -----------------------------------------------------------------------------------------------------------


async def ask(http, query=COUNTED, form="json", **body):
    return await http.post(f"/cypher?format={form}", json={"query": query, **body})


async def test_the_answer_is_that_of_predicates_by_hand_and_repeats_the_clocks(http, seeded):
    answer = (await ask(http, as_of=DAY, known_at=KNOWN)).json()
    assert answer == {
        "columns": ["number"], "as_of": DAY, "known_at": KNOWN, "rows": [[await expected(seeded, DAY, KNOWN)]],
        "truncated": False,
    }  # fmt: skip
    plain = (await ask(http)).json()
    assert plain.keys() == {"columns", "rows", "truncated"}
    assert plain["rows"][0][0] > answer["rows"][0][0]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
async def test_formats_without_room_have_the_clocks_in_headers(http, form):
    answer = await ask(http, form=form, as_of=DAY, known_at=KNOWN, holds="surely")
    assert (answer.headers["X-As-Of"], answer.headers["X-Known-At"], answer.headers["X-Holds"]) == (
        DAY,
        KNOWN,
        "surely",
    )


async def test_explain_returns_the_text_and_the_parameters_and_runs_nothing(http):
    answer = (await ask(http, as_of=DAY, known_at=KNOWN, explain=True)).json()
    ((text, parameters),) = answer["rows"]
    assert answer["columns"] == ["cypher", "parameters"]
    assert "-[__asof0_1 :HAS_STATUS WHERE __asof0_1.valid_from <= $__asof_day" in text
    assert parameters == {"__asof_day": DAY, "__asof_known": "2025-08-01T23:59:59.999999+00:00"}
    plan = await ask(http, f"EXPLAIN {COUNTED}", as_of=DAY)
    assert plan.json()["rows"] == []


BAD = {
    "as_of": ({"as_of": "20 July"}, "as_of is not allowed: '20 July' is not a day"),
    "known_at": ({"known_at": "2025-13-01"}, "known_at is not allowed"),
    "holds without a day": ({"holds": "surely"}, "holds needs as_of"),
}


@pytest.mark.parametrize("name", BAD)
async def test_invalid_clocks_are_refused(http, name):
    body, sentence = BAD[name]
    answer = await ask(http, **body)
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]


ERRORS = {
    "MATCH (a)-->(b)\nWHERE (a)--(b) RETURN c": (400, "Variable `c` not defined (line 2, column 23"),
    "MATCH (a)-->(b) RETURN c": (400, "Variable `c` not defined (line 1, column 24 (offset: 23)"),
    "MATCH (a)-->(b WHERE RETURN 1": (400, "line 1"),
    "MATCH (__asof)-->() RETURN 1": (400, "__asof (line 1, column 8) is refused with as_of and known_at"),
    "CALL db.index.fulltext.queryRelationships('x', 'y') YIELD relationship AS r RETURN r": (400, "cannot be asked"),
    "MATCH (a)-->(b) RETURN 1 / 0": (422, "/ by zero"),
    "MATCH (a)-->(b) DELETE a": (403, "DELETE"),
    "MATCH p = SHORTEST 1 (a)-[]-+(b) RETURN p": (422, "write an upper bound of at most 8"),
}


@pytest.mark.parametrize("query", ERRORS)
async def test_errors_are_about_the_reader_s_own_text(http, query):
    status, sentence = ERRORS[query]
    answer = await ask(http, query, as_of=DAY)
    assert (answer.status_code, sentence in answer.json()["detail"]) == (status, True), answer.text
    assert "__asof0" not in answer.text


async def test_a_rewritten_query_that_neo4j_refuses_is_our_mistake(http, monkeypatch):
    monkeypatch.setattr("graph.store.adhoc.rewrite_checked", lambda *_: "MATCH (a) RETURN b")
    answer = await ask(http, as_of=DAY)
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:tradegraph:error:rewrite-failed")
    monkeypatch.setattr("graph.store.adhoc.rewrite_checked", lambda *_: "RETURN 1 AS other")
    assert (await ask(http, as_of=DAY)).status_code == 500


async def test_two_readers_of_different_days_at_once_get_their_own_days(http, seeded):
    days = ["2025-02-15", "2025-04-15", "2025-07-20", "2025-11-15"]
    wanted = [await expected(seeded, day, KNOWN) for day in days]
    answers = await asyncio.gather(*(ask(http, as_of=day, known_at=KNOWN) for day in days))
    assert [answer.json()["rows"][0][0] for answer in answers] == wanted
    assert len(set(wanted)) > 2


async def test_one_plan_serves_fifty_days(engine, seeded):
    text = rewritten("MATCH (:Measure)-[:HAS_STATUS]->(p) RETURN count(*) AS fifty", clocks(DAY, KNOWN))
    days = [(dt.date(2025, 1, 1) + dt.timedelta(days=7 * n)).isoformat() for n in range(50)]
    texts = {rewritten("MATCH (:Measure)-[:HAS_STATUS]->(p) RETURN count(*) AS fifty", clocks(d, KNOWN)) for d in days}
    assert texts == {text}
    address = engine.address
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        driver.session() as session,
    ):
        planning = []
        for day in days:
            summary = session.run(text, clocks(day, KNOWN).parameters).consume()
            planning.append(summary.result_available_after)
    # The first answer includes the planning of the text.
    assert sorted(planning[1:])[len(planning) // 2] <= max(planning[0], 5)


async def test_a_selector_hears_of_its_time_limit(seeded):
    # From every company, so that it is slow whichever end the planner begins at.
    hard = "MATCH p = SHORTEST 1 (:Company)-[]-{1,8}(:Measure) RETURN count(*)"
    runner, began = AdHocRunner(seeded, QueryLimits(timeout_s=1)), time.monotonic()
    with pytest.raises(Exception, match="limit"):
        await runner.run(hard, {})
    assert time.monotonic() - began < 5


# --- Bolt -----------------------------------------------------------------------------------------------------------


def on(door, user="reader"):
    return neo4j.GraphDatabase.driver(door.uri, auth=(user, PASSWORD))


async def test_bolt_takes_the_clocks_from_metadata(door, seeded):
    wanted = await expected(seeded, DAY, KNOWN)
    with on(door) as driver, driver.session() as session:
        metadata = {"as_of": DAY, "known_at": KNOWN}
        assert session.run(neo4j.Query(COUNTED, metadata=metadata)).single()["number"] == wanted
        with session.begin_transaction(metadata=metadata) as transaction:
            assert [transaction.run(COUNTED).single()["number"] for _ in range(2)] == [wanted] * 2
        assert session.run(COUNTED).single()["number"] > wanted
        with session.begin_transaction() as transaction:
            assert transaction.run(COUNTED).single()["number"] > wanted


async def test_bolt_takes_the_clocks_from_the_user_name_and_metadata_wins(door, seeded):
    wanted, other = await expected(seeded, DAY, KNOWN), await expected(seeded, "2025-04-15", "2025-12-31")
    with on(door, f"reader+{DAY}@{KNOWN}") as driver, driver.session() as session:
        assert session.run(COUNTED).single()["number"] == wanted
        query = neo4j.Query(COUNTED, metadata={"as_of": "2025-04-15", "known_at": "2025-12-31"})
        assert session.run(query).single()["number"] == other
        assert session.run("SHOW CURRENT USER YIELD user").single()["user"] == "reader"
        assert session.run("CALL dbms.components() YIELD name RETURN name").single()["name"] == "Neo4j Kernel"
    old = Graph(door.uri, auth=(f"reader+{DAY}@{KNOWN}", PASSWORD))
    assert old.run(COUNTED).evaluate() == wanted  # Bolt 4 has another form of instants
    old.service.connector.close()


async def test_bolt_readers_of_different_days_at_once_get_their_own_days(door, seeded):
    days = ["2025-02-15", "2025-04-15", "2025-07-20"]
    wanted = [await expected(seeded, day, KNOWN) for day in days]

    def count(day):
        with on(door, f"reader+{day}@{KNOWN}") as driver, driver.session() as session:
            return [session.run(COUNTED).single()["number"] for _ in range(5)]

    assert await asyncio.gather(*(asyncio.to_thread(count, day) for day in days)) == [[n] * 5 for n in wanted]


async def test_bolt_errors_are_about_the_reader_s_own_text_and_the_connection_goes_on(door, seeded):
    with on(door, f"reader+{DAY}") as driver, driver.session() as session:
        for query, (_, sentence) in ERRORS.items():
            with pytest.raises(neo4j.exceptions.ClientError) as caught:
                session.run(query).consume()
            assert sentence in caught.value.message
            assert session.run("RETURN 1 AS one").single()["one"] == 1
        with pytest.raises(neo4j.exceptions.ClientError, match="as_of is not text"):
            session.run(neo4j.Query(COUNTED, metadata={"as_of": 20250720})).consume()
        assert "__asof" in str(session.run(f"EXPLAIN {COUNTED}").consume().plan)
        assert "__asof" in str(session.run(f"PROFILE {COUNTED}").consume().profile)
        transaction = session.begin_transaction()
        with pytest.raises(neo4j.exceptions.CypherSyntaxError):
            transaction.run("MATCH (a)-->(b) RETURN c").consume()
        transaction.close()
        assert session.run(COUNTED).single()["number"] > 0


SUCCESS, RECORD, IGNORED, FAILURE = 0x70, 0x71, 0x7E, 0x7F
GOOD, BAD_NAME, UNREAD = "RETURN 1 AS one", "MATCH (a)-->(b) RETURN c", "RETURN 1 AS __asof"


def asked(query, extra=None):
    return message(0x10, query, {}, extra or {}), message(0x3F, {"n": -1})


async def test_pipelined_requests_are_answered_in_turn(door, seeded):
    with Raw(replace(door, auth=(f"reader+{DAY}", PASSWORD))) as client:
        client.log_on()
        for failing in (BAD_NAME, UNREAD):
            good, bad = [SUCCESS, RECORD, SUCCESS], [FAILURE, IGNORED, IGNORED, IGNORED]
            client.ask(*asked(GOOD), *asked(failing), *asked(GOOD))
            assert [signature for signature, _ in client.answers(7)] == [*good, *bad]
            client.ask(message(0x0F), *asked(GOOD))  # a RESET interrupts what was sent before it
            assert [signature for signature, _ in client.answers(4)] == [SUCCESS, *good]


async def test_a_user_name_with_invalid_clocks_is_refused_at_the_log_on(door, seeded):
    for user, sentence in (("reader+July", "as_of is not allowed"), ("reader+2025-07-20@x", "known_at is not allowed")):
        with on(door, user) as driver, pytest.raises(neo4j.exceptions.AuthError, match=sentence):
            driver.verify_connectivity()
    with on(door, "other+2025-07-20") as driver, pytest.raises(neo4j.exceptions.AuthError, match="Invalid user name"):
        driver.verify_connectivity()


# --- the library and the documentation -------------------------------------------------------------------------------

_COMPARED = re.compile(
    r"(?<!<= )\b\w+\.(?:valid_from <= \$as_of\s+< \w+\.valid_to\b|known_from <= \$known_at\s+< \w+\.known_to\b"
    r"|published_at <= \$known_at)(?!_)"
)
#: Queries that also ask about other days than as_of, about earlier versions, or count all versions.
OTHER_MOMENTS = {
    "acts_of_actor", "acts_on_measure", "board", "board_between", "board_members", "calendar", "counts", "disputes",
    "effects_of_agreements", "event_agenda", "measure_rows", "newly_known", "office_changes", "open_expectations",
    "order_of_measures", "scene", "status_changes", "timeline", "upcoming_status_changes",
}  # fmt: skip
QUESTIONS = {name: query for name, query in load_library().items() if _COMPARED.search(query.cypher)}


@pytest.mark.parametrize("name", sorted(QUESTIONS.keys() - OTHER_MOMENTS))
async def test_a_library_query_without_its_comparisons_answers_as_with_them(seeded, name):
    query, at = QUESTIONS[name], clocks(DAY, KNOWN)
    values = {**query.values(EXAMPLES[name][0]), "as_of": at.as_of, "known_at": at.known_at}
    wanted = await seeded.table(query.cypher, values)
    found = await seeded.table(rewritten(_COMPARED.sub("true", query.cypher), at), {**values, **at.parameters})
    assert found.columns == wanted.columns
    assert JsonEncoder()(found.rows) == JsonEncoder()(wanted.rows)


def test_most_questions_of_the_library_are_among_them():
    assert len(QUESTIONS.keys() - OTHER_MOMENTS) > 40
    assert QUESTIONS.keys() > OTHER_MOMENTS


def titled(name: str, language: str) -> dict[str, str]:
    """Return the queries of a page by the bold title before each."""
    parts = re.split(r"^\*\*(.+?)\.?\*\*", page(name), flags=re.MULTILINE)
    blocks = {title: FENCE.search(text) for title, text in zip(parts[1::2], parts[2::2], strict=True)}
    return {title: block[2] for title, block in blocks.items() if block and block[1] == language}


async def test_the_questions_of_the_cypher_page_take_half_the_lines(seeded):
    at, long, short = clocks(DAY, DAY), titled("cypher.md", "cypher run"), titled("as-of.md", "cypher as-of")
    runner = AdHocRunner(seeded, QueryLimits())
    for title, text in short.items():
        given = {name: value for name, value in VALUES.items() if f"${name}" in long[title]}
        wanted, found = await runner.run(long[title], given), await runner.run(text, {}, clocks=at)
        assert (found.columns, found.rows) == (wanted.columns, wanted.rows), title
    lines = [sum(len(pages[title].splitlines()) for title in short) for pages in (long, short)]
    assert len(short) == 5
    assert lines[1] <= 0.55 * lines[0], lines


async def test_every_query_shown_with_clocks_finds_something(seeded):
    runner, at = AdHocRunner(seeded, QueryLimits()), clocks(DAY, DAY)
    for language, text in FENCE.findall(page("as-of.md")):
        if language == "cypher as-of":
            assert (await runner.run(text, {}, clocks=at)).rows, text
