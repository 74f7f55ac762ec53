"""Bolt proxy in front of Neo4j: same answers for analysts' tools, and no writes."""

import contextlib
import datetime as dt
import gc
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import neo4j
import pytest
from bolt_client import OpenDoor, Raw, message, opened_door, wait_for
from library_examples import CALLS, QUERIES
from neo4j.exceptions import AuthError, ClientError, CypherSyntaxError, Neo4jError, TransientError

from app.bolt.pull_windows import FIRST_WINDOW, MAX_WINDOW
from graph.guard import CheckedQuery

#: After an error py2neo does not close its connection. Python closes it later, perhaps during another test.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

LIMIT_S = 1.5  # time limit of the proxy in `hasty`


@pytest.fixture(autouse=True, scope="module")
def dropped_connections_are_closed_here():
    yield
    gc.collect()


@pytest.fixture(scope="module")
def hasty(engine):
    """Open a proxy with a short time limit."""
    with opened_door(engine.address, timeout_s=LIMIT_S) as opened:
        yield opened


@pytest.fixture
def direct(engine, seeded):
    with neo4j.GraphDatabase.driver(engine.address.uri, auth=(engine.address.user, engine.address.password)) as driver:
        yield driver


@pytest.fixture(params=["bolt", "neo4j"])
def through(request, door, unchanged):
    """Connect the driver to the proxy, with each of the two schemes."""
    with neo4j.GraphDatabase.driver(door.uri.replace("bolt", request.param), auth=door.auth) as driver:
        yield driver


@pytest.fixture
def plainly(door, unchanged):
    """Connect the driver to the proxy, with the usual scheme."""
    with neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver:
        yield driver


@pytest.fixture(params=["bolt", "neo4j"])
def graph(request, door, unchanged):
    """Connect py2neo to the proxy, with each of the two schemes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the last release of py2neo uses deprecated parts of Python
        import py2neo

        opened = py2neo.Graph(door.uri.replace("bolt", request.param), auth=door.auth, name="neo4j")
        yield opened
        opened.service.connector.close()


# --- answers equal to Neo4j's own -----------------------------------------------------------------------------------

VALUES = """
null|true|0|-17|128|-32769|2147483648|-9223372036854775808|9223372036854775807|1.5|-0.0|1.0e300|1 / 0.0|-1 / 0.0
''|'a'|'déjà vu 中文 😀'|$text|$bytes|$list|$map|$day|[]|{}|[1, 'a', null, [2.5]]|{a: 1, b: {c: [true]}}
date('2025-07-20')|date('0001-01-01')|date('9999-12-31')|time('12:30:00.123456789+05:30')|localtime('12:30')
datetime('2025-07-20T12:00:00Z')|datetime('2025-07-20T12:00:00.5+02:00')|datetime('2025-07-20T12:00[Europe/Berlin]')
localdatetime('2025-07-20T12:00:00')|duration('P1Y2M3DT4H5M6.789S')|duration({days: -1})
point({x: 1, y: 2})|point({x: 1, y: 2, z: 3})
point({longitude: 1.5, latitude: 2.5})|point({latitude: 1, longitude: 2, height: 3})
"""
EXPRESSIONS = [expression for line in VALUES.split("\n") for expression in line.split("|") if expression]
GIVEN = {
    "text": "a" * 70_000, "bytes": bytes(range(256)) * 10, "list": [1, "a", [None, 2.5]],
    "map": {"a": {"b": [1] * 300}}, "day": dt.date(2025, 7, 20),
}  # fmt: skip
GRAPHS = [
    "MATCH (n:Entity) RETURN n ORDER BY n.id",
    "MATCH (n:Company {id: 'company:nvidia'})-[r]->(m) RETURN n, r, m ORDER BY r.link_id",
    "MATCH p = (:Company {id: 'company:nvidia'})-[*1..2]-() RETURN p, nodes(p), relationships(p) "
    "ORDER BY length(p), [r IN relationships(p) | elementId(r)] LIMIT 50",
    "MATCH (n:Nothing) RETURN n.x AS `a name`, n",
    "MATCH (n:Statement) RETURN n.id AS id, n AS n, properties(n) AS p ORDER BY id",
    "UNWIND range(1, 3000) AS x RETURN x, toString(x) AS `text of x`",
    "RETURN 1 AS a, 2 AS b UNION ALL RETURN 3 AS a, 4 AS b",
    "MATCH (n:Company) FINISH",
    "CALL db.labels() YIELD label RETURN label ORDER BY label",
    "EXPLAIN MATCH (n) RETURN n",
    "CALL dbms.components()",
    "CALL db.ping()",
    "CALL dbms.clientConfig() YIELD name RETURN name ORDER BY name",
    "SHOW DATABASES YIELD name RETURN name ORDER BY name",
    "SHOW INDEXES YIELD name, type, labelsOrTypes, properties",
    "SHOW ALL INDEXES YIELD name WHERE name STARTS WITH 'e' RETURN name ORDER BY name",
    "SHOW HOME DATABASE YIELD name",
    "SHOW PROCEDURES EXECUTABLE YIELD name",
    "SHOW BUILT IN FUNCTIONS EXECUTABLE BY CURRENT USER YIELD name RETURN count(*) AS n",
    "MATCH (IS Company)-[IS OWNS|IMPOSED]->(x IS Entity) RETURN x.id AS id ORDER BY id",
    r"RET\u0055RN '\u00e9 \\u00e9 \\\u00e9 \ud83d\ude00 \u005cn \x' AS `\u00e9`",
    r"RETURN 'a\u0027 AS x /* ' */, 'b\u005c' AS x //' AS y \u002f\u002f z",
    r"RETURN 'ab-1-2' =~ '[ab]+(-\d+)*' AS x, size('\d\s\`\/\'') AS n",
    "SHOW CONSTRAINTS",
    "SHOW PROCEDURES YIELD name RETURN count(*) AS n",
    "SHOW FUNCTIONS YIELD name, signature",
]


def shape(value: Any) -> Any:
    """Return a value with the types of all its parts."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [shape(item) for item in value]
    if isinstance(value, (neo4j.graph.Node, neo4j.graph.Relationship)):
        return type(value).__name__, value.element_id, shape(dict(value.items())), str(getattr(value, "labels", value))
    if isinstance(value, neo4j.graph.Path):
        return [shape(part) for part in (*value.nodes, *value.relationships)]
    return type(value), repr(value)


def asked(driver: neo4j.Driver, query: str, parameters: dict[str, Any]) -> tuple[list[str], list[Any]]:
    with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        result = session.run(query, parameters)
        return list(result.keys()), [shape(record.values()) for record in result]


def test_the_same_questions_have_the_same_answers(direct, plainly):
    questions = [(QUERIES[name].cypher, QUERIES[name].values(given)) for name, _, given in CALLS]
    for form in ("RETURN {} AS x", "RETURN [{0}, {0}] AS `a list`", "UNWIND [1, 2] AS n RETURN n, {{k: {}}} AS m"):
        questions += [(form.format(expression), GIVEN) for expression in EXPRESSIONS]
    questions += [(query, {}) for query in GRAPHS]
    assert len(questions) >= 200
    for query, parameters in questions:
        assert asked(plainly, query, parameters) == asked(direct, query, parameters), query


def test_errors_of_neo4j_come_through_as_they_are(direct, plainly):
    for query in ("RETURN nothing", "RETURN $missing", "RETURN 1 / 0", "RETURN date('x')", "MATCH (n) RETURN n.x + m"):
        codes = set()
        for driver in (direct, plainly):
            with pytest.raises(Neo4jError) as error:
                asked(driver, query, {})
            codes.add((error.value.code, error.value.message, error.value.gql_status))
        assert len(codes) == 1, query


def test_32_clients_at_once(door, unchanged):
    def ask(number: int) -> int:
        with neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver:
            for _ in range(5):
                (record,) = driver.execute_query("UNWIND range(1, $n) AS x RETURN sum(x) AS s", n=number).records
                assert record["s"] == number * (number + 1) // 2
        return number

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(ask, range(32))) == list(range(32))
    wait_for(lambda: door.visits == 0)


# --- analysts' tools: reads, and refused writes ---------------------------------------------------------------------

WRITES = [
    "CREATE (:Company {id: 'company:x'})",
    "MATCH (n:Company) SET n.name = 'x'",
    "MATCH (n) DETACH DELETE n",
    "MERGE (n:Company {id: 'company:y'})",
    "CREATE INDEX x FOR (n:Company) ON (n.x)",
    "DROP CONSTRAINT company_id",
]
ACCESS_MODE = "Neo.ClientError.Statement.AccessMode"


@pytest.mark.parametrize("mode", [neo4j.READ_ACCESS, neo4j.WRITE_ACCESS])
def test_the_driver_is_refused_its_writes_and_goes_on(door, through, mode):
    with through.session(default_access_mode=mode) as session:
        for query in WRITES:
            with pytest.raises(ClientError) as refused:
                session.run(query).consume()
            assert refused.value.code == ACCESS_MODE
            assert refused.value.message.endswith(".")
            assert session.run("RETURN 1").single(strict=True).value() == 1
        for work in (session.execute_read, session.execute_write):
            with pytest.raises(ClientError, match="CREATE"):
                work(lambda tx: tx.run("CREATE (n)").consume())
            assert work(lambda tx: [record.value() for record in tx.run("UNWIND [1, 2] AS x RETURN x")]) == [1, 2]
    through.close()
    wait_for(lambda: door.visits == 0)


def test_a_refusal_within_a_transaction_ends_it(plainly):
    with plainly.session() as session:
        transaction = session.begin_transaction(timeout=5)
        assert transaction.run("RETURN 1").single(strict=True).value() == 1
        with pytest.raises(ClientError):
            transaction.run("MATCH (n) DELETE n").consume()
        transaction.close()
        with session.begin_transaction() as following:
            assert following.run("RETURN 2").single(strict=True).value() == 2


def test_what_slips_past_the_guard_neo4j_refuses_in_a_reading_session(engine, unchanged, monkeypatch):
    monkeypatch.setattr("app.bolt.policy.check_query", lambda query, *_, **__: CheckedQuery(query, [], False))
    with opened_door(engine.address) as door, neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver:
        for query in WRITES:
            with pytest.raises(ClientError) as refused:
                driver.execute_query(query, database_="neo4j")
            assert refused.value.code == ACCESS_MODE


def test_other_databases_users_and_passwords_are_refused(door, through):
    with pytest.raises(ClientError) as unknown:
        through.execute_query("RETURN 1", database_="other")
    assert unknown.value.code == "Neo.ClientError.Database.DatabaseNotFound"
    with pytest.raises(ClientError, match="impersonate"):
        through.execute_query("RETURN 1", impersonated_user_="neo4j", database_="neo4j")
    with pytest.raises(ClientError) as users:
        through.execute_query("SHOW USERS", database_="system")
    assert users.value.code == ACCESS_MODE
    assert through.execute_query("SHOW DATABASES", database_="system").records
    for auth in (("reader", "wrong"), ("neo4j", door.auth[1]), ("", ""), None, neo4j.bearer_auth("x")):
        with neo4j.GraphDatabase.driver(door.uri, auth=auth) as driver, pytest.raises(AuthError) as refused:
            driver.verify_connectivity()
        assert refused.value.code == "Neo.ClientError.Security.Unauthorized"


@pytest.mark.parametrize("database", ["system", "neo4j"])
def test_who_asks_for_the_current_user_is_the_reader(direct, plainly, database):
    for query in (
        "CALL dbms.showCurrentUser",
        "CALL dbms.showCurrentUser() YIELD *",
        "CALL dbms . showCurrentUser ( ) YIELD roles, username AS u",
        "CALL dbms.showCurrentUser() YIELD username AS u, roles WHERE u = $name RETURN u, roles;",
        "CALL dbms.showCurrentUser() YIELD username WHERE username <> $name RETURN username",
        "CALL dbms.components() YIELD name CALL dbms.showCurrentUser() YIELD username RETURN name, username",
        "SHOW CURRENT USER",
        "show /* who */ current user; // am I",
        "SHOW CURRENT USER WHERE user = $name",
        "SHOW CURRENT USER YIELD *",
        "SHOW CURRENT USER YIELD home, user AS u ORDER BY u LIMIT 1 WHERE u = $name",
        "SHOW CURRENT USER YIELD user, suspended WHERE user <> $name RETURN user AS u",
    ):
        with direct.session(database="neo4j") as itself, plainly.session(database=database) as session:
            there, here = itself.run(query, name="neo4j"), session.run(query, name="reader")
            assert here.keys() == there.keys(), query
            expected = [["reader" if value == "neo4j" else value for value in record.values()] for record in there]
            assert [record.values() for record in here] == expected, query


@pytest.mark.parametrize("database", ["system", "neo4j"])
def test_what_tools_ask_first_is_answered_on_either_database(plainly, database):
    with plainly.session(database=database) as session:
        for query in (
            "SHOW DATABASES YIELD name",
            "SHOW PROCEDURES EXECUTABLE YIELD name WHERE name STARTS WITH 'db.' RETURN name LIMIT 3",
            "SHOW FUNCTIONS YIELD name RETURN count(*) AS n",
            "CALL dbms.components() YIELD name, versions UNWIND versions AS version RETURN name, version",
        ):
            assert list(session.run(query)), query
        with pytest.raises(ClientError) as refused:
            session.run("SHOW USERS").consume()
        assert refused.value.code == ACCESS_MODE


def test_a_slip_of_the_keyboard_is_a_syntax_error(plainly):
    for query in (
        "MATCH\u00a0(n:Company) RETURN count(n)",
        "RETURN “x”",
        "MATCH (a)–[r]–>(b) RETURN r",
        "RETURN 1 ≤ 2",
    ):
        with pytest.raises(CypherSyntaxError, match="Syntax error at line 1"):
            plainly.execute_query(query)


def test_routes_by_a_query_lead_to_the_door(door, plainly):
    query = "CALL dbms.routing.getRoutingTable($context, $database)"
    ((ttl, servers),) = plainly.execute_query(query, context={}, database=None, database_="system").records
    assert ttl > 0
    assert {address for server in servers for address in server["addresses"]} == {f"127.0.0.1:{door.port}"}


def test_logging_on_again_on_the_same_connection(plainly, door):
    assert plainly.verify_authentication(door.auth)
    assert not plainly.verify_authentication(("reader", "wrong"))
    assert plainly.execute_query("RETURN 1", auth_=door.auth).records


@pytest.mark.filterwarnings("ignore")
def test_py2neo_reads_and_is_refused_its_writes(graph):
    from py2neo.errors import ClientError as Refused

    (row,) = graph.run(
        "MATCH p = (n)-[r:EASED]->(m:Measure {id: 'measure:us-h20-export-control'}) "
        "RETURN n, r, p, r.valid_from AS day ORDER BY n.id DESC LIMIT 1"
    ).data()
    assert row["n"].has_label("Entity")
    assert type(row["r"]).__name__ == "EASED"
    assert row["p"].relationships == (row["r"],)
    assert row["day"].year_month_day == (2025, 7, 14)
    assert len(graph.nodes.match("Company").limit(3).all()) == 3
    assert graph.run("MATCH (n:Company) RETURN n.id AS id").to_data_frame().shape[1] == 1
    assert str(graph.service.kernel_version).startswith("5.")
    for query in WRITES:
        with pytest.raises(Refused) as refused:
            graph.run(query)
        assert refused.value.code == ACCESS_MODE
    with pytest.raises(Refused) as missing:
        graph.call("apoc.meta.data")
    assert missing.value.code == "Neo.ClientError.Procedure.ProcedureNotFound"
    assert graph.evaluate("RETURN 1") == 1


# --- time limits ----------------------------------------------------------------------------------------------------

LONG = "UNWIND range(1, 100000000000) AS x RETURN "
TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration"


def running(direct: neo4j.Driver) -> int:
    """Return the number of long queries that Neo4j is running."""
    query = "SHOW TRANSACTIONS YIELD currentQuery AS q WHERE q STARTS WITH $long RETURN count(*) AS n"
    return direct.execute_query(query, long=LONG, database_="neo4j").records[0]["n"]


@pytest.fixture(params=[True, False], ids=["Neo4j keeps time", "Neo4j does not"])
def late(request, hasty, unchanged):
    """Return the proxy with a short limit, with and without a timeout in Neo4j itself.

    A Neo4j whose heap was once full no longer enforces its timeouts.
    """
    house = hasty.door._context
    if not request.param:
        hasty.door._context = replace(house, parser=replace(house.parser, timeout_ms=600_000))
    yield hasty
    hasty.door._context = house


@pytest.mark.parametrize("what", ["count(x)", "x"])
def test_a_query_past_the_limit_ends_and_the_session_goes_on(direct, late, what):
    with neo4j.GraphDatabase.driver(late.uri, auth=late.auth) as driver, driver.session() as session:
        session.run("RETURN 1").consume()
        began = time.monotonic()
        with pytest.raises(Neo4jError) as ended:
            for _ in session.run(LONG + what):
                pass
        took = time.monotonic() - began
        assert ended.value.code == TIMED_OUT
        assert LIMIT_S - 0.1 < took < LIMIT_S + 8
        wait_for(lambda: running(direct) == 0, 15)
        assert session.run("RETURN 2").single(strict=True).value() == 2


def test_a_transaction_that_is_left_open_ends(late):
    with neo4j.GraphDatabase.driver(late.uri, auth=late.auth) as driver, driver.session() as session:
        transaction = session.begin_transaction()
        transaction.run("RETURN 1").consume()
        time.sleep(LIMIT_S + 0.6)
        with pytest.raises(Neo4jError) as ended:
            transaction.run("RETURN 1").consume()
        assert ended.value.code == TIMED_OUT
        assert session.run("RETURN 2").single(strict=True).value() == 2


def test_as_many_transactions_as_are_allowed(engine, unchanged):
    with (
        opened_door(engine.address, max_transactions=2) as door,
        neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver,
        driver.session() as one, driver.session() as two, driver.session() as three,
    ):  # fmt: skip
        first, _ = one.begin_transaction(), two.begin_transaction()
        with pytest.raises(TransientError, match="retry in a few seconds"):
            three.run("RETURN 1").consume()
        first.close()
        assert three.run("RETURN 1").single(strict=True).value() == 1


@pytest.mark.parametrize("begins", [True, False], ids=["BEGIN", "RUN alone"])
def test_who_fails_and_does_not_reset_takes_a_place_until_time_is_up(engine, unchanged, begins):
    failing = [message(0x10, "UNWIND [1, 0] AS x RETURN 1 / x", {}, {}), message(0x3F, {"n": -1})]
    failing = [message(0x11, {}), *failing] if begins else failing
    with opened_door(engine.address, max_transactions=2, timeout_s=LIMIT_S) as door, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(Raw(door)) for _ in range(5)]
        full = []
        for client in clients:
            client.log_on()
            client.ask(*failing)
            answers = []
            while not answers or answers[-1][0] in (0x70, 0x71):
                answers += client.answers(1)
            full.append("MaximumTransactionLimitReached" in str(answers[-1]))
        assert full == [False, False, True, True, True]
        wait_for(lambda: not any(visit.busy for visit in door.door._connections.values()), LIMIT_S + 15)
        for client in clients:
            client.ask(message(0x0F), message(0x10, "RETURN 1", {}, {}), message(0x3F, {"n": -1}))
            found = []
            while found[-4:] != [0x70, 0x70, 0x71, 0x70]:
                found += [one for one, _ in client.answers(1)]


def test_a_result_that_nobody_wants_any_more_ends_at_once(direct, door, unchanged):
    with neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver, driver.session(fetch_size=10) as session:
        result = session.run(LONG + "x")
        assert next(iter(result))["x"] == 1
    wait_for(lambda: running(direct) == 0, 15)


def test_when_a_client_vanishes_its_query_ends(direct, door, unchanged):
    with Raw(door) as client:
        client.log_on()
        client.ask(message(0x10, LONG + "count(x)", {}, {}), message(0x3F, {"n": -1}))
        wait_for(lambda: running(direct) == 1)
    wait_for(lambda: running(direct) == 0, 15)


def test_answers_come_in_the_order_of_the_questions(door, unchanged):
    run, pull, reset = message(0x10, "RETURN 1", {}, {}), message(0x3F, {"n": -1}), message(0x0F)
    with Raw(door) as client:
        client.log_on()
        client.ask(run, pull, message(0x10, "CREATE (n)", {}, {}), pull, run, pull)
        assert [one for one, _ in client.answers(7)] == [0x70, 0x71, 0x70, 0x7F, 0x7E, 0x7E, 0x7E]
        client.ask(reset, run, pull, message(0x66, {}, [], {}), message(0x54, 1))
        assert [one for one, _ in client.answers(6)] == [0x70, 0x70, 0x71, 0x70, 0x70, 0x70]
        client.ask(message(0x02))
        assert client.is_hung_up()


def test_a_pull_of_all_ends_as_neo4j_ends_it(direct, engine, door, unchanged):
    """Check several numbers of records, some of which fill the proxy's windows exactly."""
    behind = OpenDoor(
        door.door, int(engine.address.uri.rpartition(":")[2]), door.loop, (engine.address.user, engine.address.password)
    )
    for number in (0, FIRST_WINDOW, FIRST_WINDOW + 1, FIRST_WINDOW + MAX_WINDOW, FIRST_WINDOW + MAX_WINDOW + 1):
        for pulled in (-1, number, FIRST_WINDOW + 1, FIRST_WINDOW + MAX_WINDOW):
            found = []
            for at in (behind, door):
                with Raw(at) as client:
                    client.log_on()
                    query = message(0x10, "UNWIND range(1, $n) AS x RETURN x", {"n": number}, {})
                    client.ask(message(0x11, {"db": "neo4j"}), query, message(0x3F, {"n": pulled or 1}))
                    found.append([])
                    while len(found[-1]) < 3 or found[-1][-1][0] == 0x71:
                        found[-1] += client.answers(1)
            for _, metadata in (answer for answers in found for answer in answers if isinstance(answer[1], dict)):
                for key in ("t_first", "t_last", "bookmark"):
                    metadata.pop(key, None)
            assert found[0] == found[1], (number, pulled)


def test_what_is_sent_behind_a_long_pull_comes_after_it(door, unchanged):
    run, pull = message(0x10, "UNWIND range(1, 30000) AS x RETURN x", {}, {}), message(0x3F, {"n": -1})
    with Raw(door) as client:
        client.log_on()
        client.ask(run, pull, run, pull, message(0x11, {}), run, pull, message(0x12))
        whole = [0x70, *[0x71] * 30_000, 0x70]
        assert [one for one, _ in client.answers(3 * 30_002 + 2)] == [*whole, *whole, 0x70, *whole, 0x70]


def test_a_reset_ends_a_long_pull_and_what_waits_behind_it(direct, door, unchanged):
    pull = message(0x3F, {"n": -1})
    with Raw(door) as client:
        client.log_on()
        for pause in (0, 0, 0.01, 0.02, 0.1, 0.3):
            client.ask(message(0x10, LONG + "x", {}, {}), pull, message(0x10, "RETURN 1", {}, {}), pull)
            time.sleep(pause)
            client.ask(message(0x0F), message(0x10, "RETURN 'the end'", {}, {}), pull)
            answers, record = [], None
            while record != ["the end"]:
                ((signature, record),) = client.answers(1)
                answers += [signature] if signature != 0x71 else []
            assert len(answers) == 6, answers
            assert answers[1] in (0x7E, 0x7F)
            assert answers[2:] == [0x7E, 0x7E, 0x70, 0x70]
            assert client.answers(1)[0][0] == 0x70
    wait_for(lambda: running(direct) == 0, 15)


def test_without_a_neo4j_clients_are_told_to_try_again(unchanged):
    from service import free_port

    from graph.local_neo4j import Address

    nowhere = Address(f"bolt://127.0.0.1:{free_port()}", "neo4j", "x")
    with opened_door(nowhere) as door, neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver:
        with pytest.raises(TransientError, match="retry in a few seconds") as away:
            driver.verify_connectivity()
        assert away.value.is_retryable()
        wait_for(lambda: door.visits == 0)


def test_before_a_neo4j_that_does_not_take_the_service_s_password(engine, unchanged):
    wrong = replace(engine.address, password="wrong")
    with (
        opened_door(wrong) as door,
        neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver,
        pytest.raises(TransientError),
    ):
        driver.verify_connectivity()


def test_closing_the_door_ends_every_visit(engine, unchanged):
    with opened_door(engine.address) as door:
        driver = neo4j.GraphDatabase.driver(door.uri, auth=door.auth)
        driver.verify_connectivity()
        assert door.visits == 1
    assert door.visits == 0
    driver.close()
    assert isinstance(door, OpenDoor)
