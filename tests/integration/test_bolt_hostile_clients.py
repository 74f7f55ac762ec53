"""Hostile clients of the Bolt proxy: they are refused or disconnected; others are still served.

Before the log-on, nothing reaches Neo4j.
"""

import contextlib
import logging
import re
import socket
import time
from collections.abc import Iterator

import neo4j
import psutil
import pytest
from bolt_client import OpenDoor, Raw, message, opened_door
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.bolt.protocol.chunking import Assembler, encode_chunks
from app.bolt.protocol.handshake import MAGIC
from graph.local_neo4j import Address

pytestmark = pytest.mark.usefixtures("unchanged")

HELLO = message(0x01, {"user_agent": "tests/1", "bolt_agent": {"product": "tests/1"}})
RUN, PULL = message(0x10, "RETURN 1", {}, {}), message(0x3F, {"n": -1})
MANIFEST = bytes.fromhex("000001ff 00080805 00020404 00000003")


@pytest.fixture(scope="module")
def door(engine) -> Iterator[OpenDoor]:
    """Open a proxy that allows few connections and little time for the log-on."""
    with opened_door(engine.address, max_unauthenticated=8, max_connections=12, log_on_s=1.5) as opened:
        yield opened


@pytest.fixture
def guarded() -> Iterator[tuple[OpenDoor, socket.socket]]:
    """Open a proxy in front of a listener, which shows whether a client got through."""
    with socket.create_server(("127.0.0.1", 0)) as behind:
        behind.settimeout(0.2)
        address = Address(f"bolt://127.0.0.1:{behind.getsockname()[1]}", "neo4j", "x")
        with opened_door(address, log_on_s=0.5) as opened:
            yield opened, behind


def hung_up(client: socket.socket) -> bool:
    """Read until the proxy closes or resets the connection."""
    with contextlib.suppress(ConnectionError):
        while client.recv(65536):
            pass
    return True


def serves(door: OpenDoor) -> bool:
    """Check that the proxy still serves a normal client after the others have disconnected."""
    until = time.monotonic() + 20
    client = None
    while client is None:
        while door.visits and time.monotonic() < until:
            time.sleep(0.02)
        try:
            client = Raw(door)
        except ConnectionError:  # rejected: some of the others still count as not logged on
            if time.monotonic() >= until:
                raise
    with client:
        client.log_on()
        client.ask(RUN, PULL)
        return [signature for signature, _ in client.answers(3)] == [0x70, 0x71, 0x70]


BEFORE_LOG_ON = {
    "nothing": [],
    "noise": [b"\x00" * 100],
    "no Bolt": [b"GET"],
    "half a handshake": [MAGIC + b"\x00\x00"],
    "no version in common": [MAGIC + bytes(16)],
    "a query first": [MAGIC + MANIFEST, encode_chunks(RUN)],
    "a reset first": [MAGIC + MANIFEST, encode_chunks(message(0x0F))],
    "HELLO twice": [MAGIC + MANIFEST, encode_chunks(HELLO) * 2],
    "HELLO and a query": [MAGIC + MANIFEST, encode_chunks(HELLO) + encode_chunks(RUN)],
    "LOGON first": [MAGIC + MANIFEST, encode_chunks(message(0x6A, {}))],
    "no password": [MAGIC + MANIFEST, encode_chunks(HELLO) + encode_chunks(message(0x6A, {"scheme": "none"}))],
    "a number for a password": [
        MAGIC + MANIFEST,
        encode_chunks(HELLO) + encode_chunks(message(0x6A, {"credentials": 1})),
    ],
    "wrong password": [
        MAGIC + MANIFEST,
        encode_chunks(HELLO)
        + encode_chunks(message(0x6A, {"scheme": "basic", "principal": "reader", "credentials": "x"}))
        + encode_chunks(RUN),
    ],
    "wrong password in HELLO": [
        MAGIC + bytes.fromhex("00000304") + bytes(12),
        encode_chunks(message(0x01, {"scheme": "basic", "principal": "reader", "credentials": "x"})),
    ],
    "a message without end": [MAGIC + MANIFEST, (b"\x00\x01a" * 30_000 + b"\xff\xff" + b"a" * 0xFFFF) * 20],
    "an unknown message": [MAGIC + MANIFEST, encode_chunks(b"\xb0\x55")],
    "a truncated message": [MAGIC + MANIFEST, encode_chunks(HELLO[:-3])],
    "a truncated chunk": [MAGIC + MANIFEST, encode_chunks(HELLO)[:-5]],
    "an answer": [MAGIC + MANIFEST, encode_chunks(message(0x70, {}))],
    "silence after the handshake": [MAGIC + MANIFEST],
    "half a request for a WebSocket": [b"GET / HTTP/1.1\r\nHost: x\r\n"],
    "a request that is none": [b"GET / HTTP/1.1\r\n\r\n"],
    "HTTP": [b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
    "another method": [b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
}


@pytest.mark.parametrize("sent", BEFORE_LOG_ON.values(), ids=BEFORE_LOG_ON.keys())
def test_neo4j_hears_nothing_before_a_log_on(guarded, sent):
    door, behind = guarded
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as client:
        with contextlib.suppress(ConnectionError):  # hung up in the midst of it
            for data in sent:
                client.sendall(data)
        assert hung_up(client)
    with pytest.raises(TimeoutError):
        behind.accept()


@given(st.lists(st.binary(max_size=200), max_size=5), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_before_a_log_on_neo4j_hears_nothing(guarded, said, hello):
    door, behind = guarded
    behind.settimeout(0.001)
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as client:
        client.sendall(
            MAGIC
            + MANIFEST
            + (encode_chunks(HELLO) if hello else b"")
            + b"".join(map(encode_chunks, filter(None, said)))
        )
        client.shutdown(socket.SHUT_WR)
        assert hung_up(client)
    with pytest.raises(TimeoutError):
        behind.accept()


AFTER_LOG_ON = {
    "an unknown message": encode_chunks(b"\xb1\x55\xa0"),
    "an answer": encode_chunks(message(0x70, {})),
    "HELLO again": encode_chunks(HELLO),
    "LOGON again": encode_chunks(message(0x6A, {})),
    "a query after LOGOFF": encode_chunks(message(0x6B)) + encode_chunks(RUN),
    "more than 64 MiB": encode_chunks(message(0x10, "RETURN 1", {"x": "a" * (64 << 20)}, {})),
    "more than 4 MiB that are no query": encode_chunks(message(0x66, {"x": "a" * (4 << 20)}, [], {})),
    "trailing bytes": encode_chunks(RUN + b"\x00"),
    "a parameter twice": encode_chunks(b"\xb3\x10\x88RETURN 1\xa2\x81n\x01\x81n\x02\xa0"),
    "far too many questions": encode_chunks(message(0x10, "UNWIND range(1, 99999999) AS x RETURN x", {}, {}))
    + encode_chunks(PULL) * 2000,
}


@pytest.mark.parametrize("sent", AFTER_LOG_ON.values(), ids=AFTER_LOG_ON.keys())
def test_who_breaks_the_rules_is_hung_up_on(door, seeded, sent):
    with Raw(door) as client:
        client.log_on()
        with contextlib.suppress(ConnectionError):  # hung up in the midst of it
            client.send(sent)
        assert hung_up(client.socket)
    assert serves(door)


@pytest.mark.parametrize("asked", [[RUN], [message(0x11, {})], [message(0x10, "RETURN 1 / 0", {}, {}), PULL]])
def test_who_logs_off_before_all_has_ended_is_hung_up_on_at_once(engine, seeded, asked):
    with opened_door(engine.address, log_on_s=60, timeout_s=60) as door, Raw(door) as client:
        client.log_on()
        client.ask(*asked, message(0x6B))
        began = time.monotonic()
        assert hung_up(client.socket)
        assert time.monotonic() - began < 30


DEEP = b"\xb3\x10\x88RETURN 1\xa1\x81n" + b"\x91" * 1_000_000 + b"\x01\xa0"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (message(0x10, "RETURN 1", {"x": "a" * (4 << 20)}, {}), "more than 4 MiB"),
        (message(0x10, "RETURN 1", {"x": "a" * (60 << 20)}, {}), "more than 4 MiB"),
        (message(0x11, {"tx_metadata": {"x": "a" * (4 << 20)}}), "more than 4 MiB"),
        (DEEP, "deeper than 32"),
        (message(0x10, "RETURN 1", {str(number): 1 for number in range(10_001)}, {}), "more than 10,000 keys"),
    ],
    ids=["4 MiB", "60 MiB", "4 MiB in BEGIN", "a list as deep as it is long", "keys"],
)
def test_who_sends_too_much_is_told_and_goes_on(door, seeded, sent, said):
    before = psutil.Process().memory_info().rss
    with Raw(door) as client:
        client.log_on()
        client.ask(sent, PULL, message(0x0F), RUN, PULL)
        refused, *others = client.answers(6)
        assert refused[1]["neo4j_code"] == "Neo.ClientError.Request.Invalid"
        assert said in refused[1]["message"]
        assert refused[1]["message"].endswith(".")
        assert [signature for signature, _ in others] == [0x7E, 0x70, 0x70, 0x71, 0x70]
    assert psutil.Process().memory_info().rss - before < 200 << 20  # most of it is the test's own copies


@pytest.mark.parametrize("size", [1 << 20, (4 << 20) - 1000])
def test_long_parameters_that_are_allowed_pass(door, seeded, size):
    with Raw(door) as client:
        client.log_on()
        client.ask(message(0x10, "RETURN size($x) AS n", {"x": "a" * size}, {}), PULL)
        assert client.answers(3)[1] == (0x71, [size])


@given(st.binary(max_size=300), st.sampled_from([0x0F, 0x10, 0x11, 0x12, 0x13, 0x2F, 0x3F, 0x54, 0x66, 0x6A, 0x6B]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_fields_after_a_log_on_leave_the_door_well(door, seeded, fields, signature):
    with Raw(door) as client:
        client.log_on()
        client.send(b"".join(encode_chunks(bytes((0xB0 + n, signature)) + fields) for n in (3, 1, 0)))
        client.socket.shutdown(socket.SHUT_WR)
        assert hung_up(client.socket)
    assert serves(door)


def test_two_thousand_connections_in_turn(door, seeded):
    for number in range(2_000):  # ten times as many as there are places
        with socket.create_connection(("127.0.0.1", door.port), timeout=5) as client:
            if number % 3:
                client.sendall((MAGIC + MANIFEST)[: number % 25])
    assert serves(door)


def test_newcomers_cannot_take_every_place(door, seeded):
    with Raw(door) as inside:
        inside.log_on()
        waiting = [socket.create_connection(("127.0.0.1", door.port), timeout=5) for _ in range(20)]
        inside.ask(RUN, PULL)
        assert len(inside.answers(3)) == 3
        assert door.visits <= 1 + door.door.limits.max_unauthenticated
        for client in waiting:
            assert hung_up(client)  # at once, or when the time for the log-on has passed
            client.close()
    assert serves(door)


def test_no_more_clients_than_there_are_places(door, seeded):
    inside = []
    for _ in range(door.door.limits.max_connections):
        inside.append(Raw(door))
        inside[-1].log_on()
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as client:
        assert hung_up(client)
    for client in inside:
        client.socket.close()
    assert serves(door)


def test_who_says_nothing_for_long_is_let_go(engine, seeded):
    with opened_door(engine.address, idle_s=0.5) as door, Raw(door) as client:
        client.log_on()
        began = time.monotonic()
        assert client.is_hung_up()
        assert 0.4 < time.monotonic() - began < 15


def java_of(address: Address) -> psutil.Process | None:
    """Return the process of the Neo4j at this address; None unless it is our child."""
    port = int(address.uri.rpartition(":")[2])
    for child in psutil.Process().children(recursive=True):
        if any(at.laddr.port == port for at in child.net_connections("tcp") if at.status == psutil.CONN_LISTEN):
            return child
    return None


def test_a_client_that_stops_reading_costs_little_and_holds_nobody_up(engine, seeded):
    process, java = psutil.Process(), java_of(engine.address)
    with opened_door(engine.address, timeout_s=3) as door, Raw(door) as sleeper:
        sleeper.log_on()
        sleeper.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        before = process.memory_info().rss
        grown = java and java.memory_info().rss
        sleeper.ask(message(0x10, "UNWIND range(1, 100000000) AS x RETURN x, 'a text of some length'", {}, {}), PULL)
        with Raw(door) as other:
            other.log_on()
            until = time.monotonic() + 2
            while time.monotonic() < until:
                other.ask(RUN, PULL)
                assert len(other.answers(3)) == 3
        assert process.memory_info().rss - before < 20 << 20
        if java:
            assert java.memory_info().rss - grown < 150 << 20
        until = time.monotonic() + 20
        while door.visits and time.monotonic() < until:
            time.sleep(0.1)
        assert door.visits == 0  # past the time limit, and it did not read the remaining bytes


def test_large_answers_come_through_whole(door, seeded):
    with neo4j.GraphDatabase.driver(door.uri, auth=door.auth) as driver:
        (record,) = driver.execute_query("RETURN [x IN range(1, 300000) | x] AS big", database_="neo4j").records
        assert record["big"] == list(range(1, 300_001))
        result = driver.execute_query("UNWIND range(1, 100000) AS x RETURN x", database_="neo4j").records
        assert [record["x"] for record in result] == list(range(1, 100_001))


# --- WebSocket ------------------------------------------------------------------------------------------------------


def spoken(door: OpenDoor, socket_: ClientConnection, size: int) -> list[int]:
    """Log on and run queries over a WebSocket, in frames of this size. Return the signatures of the responses."""
    name, password = door.auth
    log_on = message(0x6A, {"scheme": "basic", "principal": name, "credentials": password})
    data = (
        MAGIC + MANIFEST + b"".join(map(encode_chunks, (HELLO, log_on, RUN, PULL, message(0x10, "CREATE (n)", {}, {}))))
    )
    for start in range(0, len(data), size):
        socket_.send(data[start : start + size])
    came, assembler, messages = b"", Assembler(1 << 20), []
    while len(messages) < 6:
        came += socket_.recv(timeout=10)
        messages += assembler.feed(came[4:]) if len(came) > 4 else []
        came = came[:4]
    assert came == bytes.fromhex("00000805")
    return [one[1] for one in messages]


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_bolt_by_websocket(door, seeded, size):
    with connect(f"ws://127.0.0.1:{door.port}", compression=None) as client:
        assert spoken(door, client, size) == [0x70, 0x70, 0x70, 0x71, 0x70, 0x7F]
    assert serves(door)


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1:8000", True),
        ("https://[::1]", True),
        ("https://graph.example.org", True),
        ("https://evil.example.org", False),
        ("http://localhost.evil.example.org", False),
        ("http://127.0.0.1:80.evil.example.org", False),
        ("null", False),
    ],
)
def test_pages_of_other_sites_may_not_connect(engine, seeded, origin, let_in):
    with opened_door(engine.address, hosts=("graph.example.org",)) as door:
        if let_in:
            with connect(f"ws://127.0.0.1:{door.port}", origin=origin, compression=None) as client:
                assert spoken(door, client, 10_000)
        else:
            with pytest.raises(InvalidStatus, match="403"), connect(f"ws://127.0.0.1:{door.port}", origin=origin):
                pass


def test_a_frame_is_small_before_the_log_on_and_may_be_large_after_it(door, seeded):
    large = encode_chunks(message(0x10, "RETURN size($x) AS n", {"x": "a" * 3_000_000}, {}))
    uri = f"ws://127.0.0.1:{door.port}"
    with connect(uri, compression=None) as client, pytest.raises((ConnectionClosed, ConnectionError)):
        client.send(MAGIC + MANIFEST)
        client.recv(timeout=5)
        client.send(encode_chunks(HELLO) + large)
        client.recv(timeout=5)
    with connect(uri, compression=None) as client:
        spoken(door, client, 10_000)
        client.send(encode_chunks(message(0x0F)))
        client.send(large + encode_chunks(PULL))
        came, assembler = [], Assembler(1 << 20)
        while len(came) < 4:
            came += assembler.feed(client.recv(timeout=5))
        assert [one[1] for one in came] == [0x70, 0x70, 0x71, 0x70]
    assert serves(door)


@pytest.mark.parametrize("size", [65_000, 70_000])
def test_who_has_not_logged_on_sends_little(door, seeded, size):
    with Raw(door) as client:
        client.ask(message(0x01, {"user_agent": "a" * size}))
        assert len(client.answers(1)) == (size < 1 << 16)


@pytest.mark.parametrize("logs_on", [True, False])
def test_who_is_hung_up_on_is_no_fault_of_the_door(engine, seeded, caplog, logs_on):
    """Check that no warning is logged. The service's event loop, uvloop, warns about writes to a closed connection."""
    with opened_door(engine.address, log_on_s=1, timeout_s=0.5) as door:
        with connect(f"ws://127.0.0.1:{door.port}", compression=None) as client:
            if logs_on:
                spoken(door, client, 10_000)
                client.send(encode_chunks(message(0x0F)) + encode_chunks(message(0x11, {})))
                time.sleep(1.5)
                client.send(encode_chunks(message(0x02)))
            with contextlib.suppress(ConnectionClosed):
                while client.recv(timeout=5):
                    pass
        assert door.visits == 0 or serves(door)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_text_by_websocket_is_not_bolt(door, seeded):
    with connect(f"ws://127.0.0.1:{door.port}") as client:
        client.send("RETURN 1")
        with pytest.raises(Exception, match=re.compile("close|receiv")):
            client.recv(timeout=5)
    assert serves(door)
