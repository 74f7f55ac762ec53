"""Parts of the Bolt proxy that need no connection, compared with the official driver's packing."""

import asyncio
import time

import pytest
from bolt_client import answer, message, packed, unpacked
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from neo4j._codec.packstream import Structure

from app.bolt.flow_control import FlowControl
from app.bolt.policy import INVALID_REQUEST_CODE, RequestParser
from app.bolt.protocol.chunking import HEAD_SIZE, MAX_CHUNK, Assembler, MessageTracker, TruncatedMessage, encode_chunks
from app.bolt.protocol.handshake import Version, choose_version
from app.bolt.protocol.messages import Failure, RequestKind, encode_success
from app.bolt.protocol.packstream import (
    MAX_DEPTH,
    ProtocolError,
    find_end,
    pack,
    pack_raw_map,
    read_map,
    summarize,
    unpack_integer,
    unpack_string,
)
from app.bolt.pull_windows import FIRST_WINDOW, MAX_WINDOW, WINDOW_BYTES, Pull, WindowSize
from app.bolt.response_queue import MAX_DUE, ResponseQueue
from graph.cypher_files import read_cypher
from graph.guard import ROUTING_QUERIES

V43, V44, V58 = Version(4, 3), Version(4, 4), Version(5, 8)

integers = st.integers(-(2**63), 2**63 - 1) | st.sampled_from(
    [sign * 2**bits + by for bits in (4, 7, 8, 15, 16, 31, 32, 62) for by in (-1, 0, 1) for sign in (-1, 1)]
)
texts = st.text() | st.sampled_from(["a" * size for size in (15, 16, 255, 256, 65_535, 65_536)])
plain = st.none() | st.booleans() | integers | texts
ours = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner, max_size=20), max_leaves=30
)
theirs = st.recursive(
    plain | st.floats() | st.binary(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=20)
        | st.dictionaries(st.text(), inner, max_size=20)
        | st.lists(inner, max_size=5).map(lambda fields: Structure(b"D", *fields))
    ),
    max_leaves=30,
)


# --- values ---------------------------------------------------------------------------------------------------------


@given(ours)
def test_what_is_packed_the_driver_reads_as_it_was(value):
    assert unpacked(pack(value)) == value


@given(theirs, st.binary(max_size=5))
def test_a_value_that_the_driver_packs_is_stepped_over_whole_and_no_further(value, after):
    data = packed(value)
    assert find_end(data + after, 0) == len(data)
    assert find_end(b"\x01" + data + after, 1) == len(data) + 1


@given(theirs)
def test_a_value_that_is_cut_short_is_seen(value):
    data = packed(value)
    for end in {0, len(data) // 2, len(data) - 1}:
        with pytest.raises(ProtocolError):
            find_end(data[:end], 0)


@given(st.dictionaries(st.text(), theirs, max_size=20), st.binary(max_size=5))
def test_a_map_is_read_as_keys_and_bytes(value, after):
    found, end = read_map(packed(value) + after, 0)
    assert end == len(packed(value))
    assert found == {key: packed(item) for key, item in value.items()}
    assert pack_raw_map(found) == packed(value)


@given(integers)
def test_integers_are_read(value):
    assert unpack_integer(packed(value)) == value == summarize(packed(value))


@given(texts)
def test_texts_are_read(value):
    assert unpack_string(packed(value)) == value


@given(theirs)
def test_only_integers_are_integers_and_only_texts_are_texts(value):
    if isinstance(value, bool) or not isinstance(value, int):
        with pytest.raises(ProtocolError):
            unpack_integer(packed(value))
    if not isinstance(value, str):
        with pytest.raises(ProtocolError):
            unpack_string(packed(value))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_malformed(data):
    for read in (lambda: find_end(data, 0), lambda: read_map(data, 0)):
        try:
            read()
        except ProtocolError:
            continue


def test_what_the_guard_has_to_see_of_a_value():
    assert summarize(packed(1.5)) == 1.5
    assert summarize(packed("abc")) == "abc"
    assert summarize(packed("a" * 300)) == "a" * 300
    assert summarize(packed(list(range(20)))) == range(20)
    assert summarize(packed({})) is None
    assert summarize(packed(None)) is None
    assert summarize(packed(True)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\xa2\x81a\x01\x81a\x02",  # a key twice
        b"\xa1\x01\x01",  # a key that is not text
        b"\xa1\x81\xff\x01",  # not UTF-8
        b"\xda\xff\xff\xff\xff",  # announces four billion entries that are missing
        b"\x91\x01",  # a list
        b"\xdf",
        b"",
    ],
)
def test_maps_that_are_none(data):
    with pytest.raises(ProtocolError):
        read_map(data, 0)


def test_depth_is_limited_without_recursion():
    deepest = b"\x91" * MAX_DEPTH + b"\x01"
    assert find_end(deepest, 0) == len(deepest)
    with pytest.raises(ProtocolError, match="deeper than 32"):
        find_end(b"\x91" + deepest, 0)
    with pytest.raises(ProtocolError):
        find_end(b"\xb1D" * 1_000_000, 0)


def test_what_is_claimed_takes_no_memory():
    began = time.process_time()
    with pytest.raises(ProtocolError):
        find_end(b"\xd6\xff\xff\xff\xff" + b"\x01" * 1000, 0)
    assert time.process_time() - began < 1


# --- chunks ---------------------------------------------------------------------------------------------------------

messages = st.lists(st.binary(min_size=1, max_size=300) | st.just(b"\xb1" * (MAX_CHUNK + 5)), max_size=6)
cuts = st.lists(st.integers(1, 40), min_size=1)


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """Split data into pieces of these sizes in turn; long data into larger pieces."""
    parts, position, number = [], 0, 0
    while position < len(data):
        size = sizes[number % len(sizes)] * (1 if len(data) < 5000 else 1000)
        parts.append(data[position : position + size])
        position, number = position + size, number + 1
    return parts


@given(messages, cuts)
def test_messages_are_put_together_however_they_come(sent, sizes):
    assembler = Assembler(1024 * 1024)
    stream = b"\x00\x00".join([encode_chunks(one) for one in sent])  # an empty message between two has no effect
    assert [one for part in cut(stream, sizes) for one in assembler.feed(part)] == sent


def test_a_message_of_many_chunks_is_one():
    assert list(Assembler(100).feed(b"\x00\x01a\x00\x02bc\x00\x00")) == [b"abc"]


def test_of_a_message_that_is_too_long_but_bearable_the_beginning_is_kept():
    assembler = Assembler(100, 300)
    stream = encode_chunks(b"a" * 96) + (b"\x00\x32" + b"b" * 50) * 5 + b"\x00\x00" + encode_chunks(b"c")
    found = [one for part in cut(stream, [7]) for one in assembler.feed(part)]
    assert found == [b"a" * 96, b"b" * HEAD_SIZE, b"c"]
    assert [isinstance(one, TruncatedMessage) for one in found] == [False, True, False]
    with pytest.raises(ProtocolError, match="more than 300 bytes"):
        list(assembler.feed((b"\x00\x32" + b"b" * 50) * 6))


def test_a_message_may_not_be_larger_than_the_limit():
    assert list(Assembler(10).feed(b"\x00\x06abcdef\x00\x00"))
    for data in (b"\x00\x07abcdefg\x00\x00", b"\xff\xff", b"\x00\x01a" * 10):
        with pytest.raises(ProtocolError, match="more than 10 bytes"):
            list(Assembler(10).feed(data))


answers = st.lists(
    st.tuples(st.sampled_from([0x70, 0x71, 0x7E, 0x7F]), st.binary(max_size=40) | st.just(b"a" * 70_000)), max_size=8
)


@given(answers, cuts)
def test_answers_are_followed_and_passed_on_unchanged(sent, sizes):
    stream, ends = b"", []
    for signature, rest in sent:
        body = bytes((0xB1, signature)) + rest
        stream += encode_chunks(body) + b"\x00\x00"
        if signature != 0x71:
            ends.append((len(stream) - 2, body[:HEAD_SIZE]))
    follower, passed, found = MessageTracker(), b"", []
    for part in cut(stream, sizes):
        for piece in follower.feed(part):
            passed += piece.data
            assert piece.boundary <= len(piece.data)
            if piece.head is not None:
                found.append((len(passed), piece.head))
                if len(piece.head) < HEAD_SIZE:  # the whole message, in one piece
                    assert piece.data[piece.before :].lstrip(b"\x00") == encode_chunks(piece.head).lstrip(b"\x00")
    assert passed == stream
    assert found == ends


def test_a_piece_says_how_much_of_it_is_whole():
    record = encode_chunks(b"\xb1\x71" + b"x" * 50)
    (piece,) = MessageTracker().feed(record * 2 + record[:20])
    assert (piece.boundary, piece.data, piece.head) == (2 * len(record), record * 2 + record[:20], None)


# --- the handshake --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposals", "version"),
    [
        ("000001ff 00080805 00020404 00000003", (5, 8)),  # drivers for Python and JavaScript
        ("00080805 00020404 00000104 00000003", (5, 8)),
        ("00000304 00000204 00000104 00000004", (4, 3)),  # py2neo
        ("00000405 00000000 00000000 00000000", (5, 4)),
        ("00ff0905 00000000 00000000 00000000", (5, 8)),  # a client that is newer than the proxy
        ("00020404 00080805 00000000 00000000", (4, 4)),  # the client's order counts
        ("00010a04 00000000 00000000 00000000", None),
        ("00000204 00000104 00000004 00000003", None),
        ("00000006 00000105 00000000 00000000", (5, 1)),
        ("000001ff 00000000 00000000 00000000", None),
    ],
)
def test_a_version_is_agreed_on(proposals, version):
    assert choose_version(bytes.fromhex(proposals)) == version


@given(st.binary(min_size=16, max_size=16))
def test_any_proposals_are_answered(proposals):
    version = choose_version(proposals)
    assert version is None or V43 <= version <= V58


# --- requests -------------------------------------------------------------------------------------------------------

JUDGE = RequestParser("neo4j", 10_000, "127.0.0.1:7687", "reader")
DECIDED = {"mode": "r", "db": "neo4j", "tx_timeout": 10_000}


def run(query: str, parameters: dict | None = None, extra: dict | None = None) -> bytes:
    return message(0x10, query, parameters or {}, extra or {})


def sent(data: bytes) -> list:
    """Return the fields of the message that the proxy sends to Neo4j."""
    request = JUDGE.parse(data)
    assert request.answer is None
    return unpacked(request.message).fields


@given(st.dictionaries(st.from_regex("[a-z]{1,9}", fullmatch=True), theirs, max_size=5))
@settings(deadline=None)
def test_parameters_go_on_as_they_came(parameters):
    request = JUDGE.parse(run("RETURN 1", parameters, {"mode": "w"}))
    assert request.kind is RequestKind.RUN
    assert request.message == run("RETURN 1", parameters, DECIDED)


@pytest.mark.parametrize(
    ("asked", "goes_on"),
    [
        ({}, DECIDED),
        ({"mode": "w"}, DECIDED),
        ({"mode": 1, "db": None, "odd": [1]}, DECIDED),
        ({"db": "NEO4J"}, DECIDED),
        ({"db": "", "imp_user": None}, DECIDED),
        ({"tx_timeout": 500}, DECIDED | {"tx_timeout": 500}),
        ({"tx_timeout": 0}, DECIDED),
        ({"tx_timeout": -1}, DECIDED),
        ({"tx_timeout": 10**15}, DECIDED),
        ({"tx_timeout": None}, DECIDED),
        (
            {"bookmarks": ["a"], "tx_metadata": {"app": "x"}},
            {"bookmarks": ["a"], "tx_metadata": {"app": "x"}, **DECIDED},
        ),
    ],
)
def test_a_transaction_reads_whatever_is_asked(asked, goes_on):
    assert sent(run("RETURN 1", {}, asked)) == ["RETURN 1", {}, goes_on]
    assert sent(message(0x11, asked)) == [goes_on]


def test_escapes_are_written_out_before_neo4j_reads_them():
    assert sent(run(r"RET\u0055RN 'caf\u00e9'"))[0] == "RETURN 'café'"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("CREATE (n)", "Statement.AccessMode"),
        ("SHOW USERS", "Statement.AccessMode"),
        ("TERMINATE TRANSACTIONS 'x'", "Statement.AccessMode"),
        ("LOAD/**/CSV FROM 'x' AS r RETURN r", "Statement.AccessMode"),
        (r"SH\u004FW SETTINGS", "Statement.AccessMode"),
        ("CALL dbms.routing.getRoutingTable({})", "Procedure.ProcedureNotFound"),
        ("CALL dbms.killConnection('x')", "Procedure.ProcedureNotFound"),
        ("RETURN (1", "Statement.SyntaxError"),
        ("MATCH\u00a0(n) RETURN count(n)", "Statement.SyntaxError"),
        ("MATCH (n) WHERE n.name = “x” RETURN n", "Statement.SyntaxError"),
        ("MATCH (n)\u00a0DELETE\u00a0n", "Statement.AccessMode"),
        (r"RETURN 'C:\users'", "Statement.SyntaxError"),
        ("RETURN [x IN range(1, $n) | x]", "Statement.ArgumentError"),
        ("RETURN '" + "a" * 70_000 + "'", "Request.Invalid"),
    ],
)
def test_a_refused_query_gets_neo4j_s_code_and_our_sentence(query, code):
    refusal = JUDGE.parse(run(query, {"n": 10**9})).answer
    assert isinstance(refusal, Failure)
    assert refusal.code == f"Neo.ClientError.{code}"
    assert refusal.sentence.endswith(".")


@pytest.mark.parametrize("make", [lambda extra: run("RETURN 1", {}, extra), lambda extra: message(0x11, extra)])
def test_other_databases_and_other_users_are_refused(make):
    for extra, code in (
        ({"db": "other"}, "Neo.ClientError.Database.DatabaseNotFound"),
        ({"imp_user": "x"}, INVALID_REQUEST_CODE),
    ):
        refusal = JUDGE.parse(make(extra)).answer
        assert isinstance(refusal, Failure)
        assert refusal.code == code


ABOUT_SERVER = [
    "SHOW DATABASES",
    "SHOW DATABASES YIELD name",
    "show databases yield * where name <> 'x' return name, address;",
    "SHOW DEFAULT DATABASE",
    "SHOW PROCEDURES EXECUTABLE YIELD name",
    "SHOW FUNCTIONS EXECUTABLE BY CURRENT USER YIELD name, signature RETURN name ORDER BY name",
    "SHOW INDEXES",
    "CALL dbms.components() YIELD name, versions UNWIND versions AS version RETURN name, version",
    "CALL db.ping()",
]


@pytest.mark.parametrize("database", ["system", "SYSTEM", "neo4j", None])
@pytest.mark.parametrize("query", ABOUT_SERVER)
def test_questions_of_tools_go_to_the_graph_s_database(query, database):
    assert sent(run(query, {}, {"db": database})) == [query, {}, DECIDED]


def test_system_answers_nothing_else():
    assert sent(message(0x11, {"db": "system"})) == [DECIDED]  # py2neo begins transactions there
    for query, code in (
        ("MATCH (n) RETURN n", "Database.DatabaseNotFound"),
        ("RETURN 1", "Database.DatabaseNotFound"),
        ("CALL db.labels()", "Database.DatabaseNotFound"),
        ("SHOW USERS", "Statement.AccessMode"),
        ("CREATE USER x SET PASSWORD 'y'", "Statement.AccessMode"),
        ("SHOW DATABASES YELD name", "Statement.SyntaxError"),
    ):
        refusal = JUDGE.parse(run(query, {}, {"db": "system"})).answer
        assert isinstance(refusal, Failure), query
        assert refusal.code == f"Neo.ClientError.{code}"


@pytest.mark.parametrize(
    "data",
    [
        b"\xb0\x10",  # RUN without fields
        b"\xb1\x10\x81a",
        run("RETURN 1") + b"\x00",
        b"\xb3\x10\x01\xa0\xa0",  # a number for a query
        b"\xb3\x10\x81a\x90\xa0",  # a list for parameters
        b"\xb3\x10\x82\xed\xa0\xa0\xa0",  # half of a surrogate pair
        b"\xb3\x10\x81a\xa2\x81n\x01\x81n\xca\x7f\xff\xff\xff\xa0",  # a parameter twice
        run("RETURN 1", {}, {"tx_timeout": "1"}),
        run("RETURN 1", {}, {"db": 1}),
        message(0x11, []),
        message(0x0F, 1),
        message(0x3F),
        message(0x3F, {}) + b"\xc0",
        message(0x55),  # no such request
        message(0x01, "x"),
        message(0x66, {}, []),
        message(0x70, {}),  # an answer
        b"\xb0",
        b"\xd0\x10",
    ],
)
def test_what_is_no_request_is_malformed(data):
    with pytest.raises(ProtocolError):
        JUDGE.parse(data)


@given(st.binary(max_size=100), st.sampled_from(list(RequestKind)), st.integers(0, 3))
@settings(max_examples=examples(1000))
def test_any_bytes_are_a_request_or_malformed(rest, kind, fields):
    for data in (rest, bytes((0xB0 + fields, kind)) + rest):
        try:
            request = JUDGE.parse(data)
        except ProtocolError:
            continue
        assert request.message or request.answer or request.kind in (RequestKind.HELLO, RequestKind.LOGON)


@pytest.mark.parametrize("database", ["system", "neo4j"])
def test_whoever_asks_for_routes_by_a_query_is_told_of_the_door_too(database):
    assert len(ROUTING_QUERIES) == 2
    for context, address in (({"address": "door:1"}, "door:1"), ({}, JUDGE.address), (None, JUDGE.address)):
        for query in ROUTING_QUERIES:
            text_, parameters, extra = sent(run(query, {"context": context, "database": "neo4j"}, {"db": database}))
            assert text_ == read_cypher("server/routes")
            assert parameters["ttl"] > 0
            assert [server["addresses"] for server in parameters["servers"]] == [[address]] * 3
            assert extra == DECIDED


def test_routes_lead_back_by_the_address_that_the_client_named():
    def routed(context: dict, database: object) -> list:
        signature, metadata = answer(JUDGE.parse(message(0x66, context, [], database)).answer)
        assert signature == 0x70
        assert metadata["rt"]["db"] == ("system" if database == {"db": "system"} else "neo4j")
        assert {server["role"] for server in metadata["rt"]["servers"]} == {"READ", "WRITE", "ROUTE"}
        (address,) = {address for server in metadata["rt"]["servers"] for address in server["addresses"]}
        return address

    assert routed({"address": "door.example.org:17687"}, {"db": "neo4j"}) == "door.example.org:17687"
    assert routed({}, None) == routed({}, {"db": "system"}) == "127.0.0.1:7687"
    assert routed({"address": "a" * 1000}, "neo4j") == "127.0.0.1:7687"
    for database in ({"db": "other"}, "other", {"imp_user": "x"}):
        assert isinstance(JUDGE.parse(message(0x66, {}, [], database)).answer, Failure)


def test_a_failure_has_the_shape_of_its_version():
    failure = Failure("Neo.ClientError.Statement.AccessMode", "No.")
    assert answer(failure.encode(V43)) == (0x7F, {"code": failure.code, "message": "No."})
    signature, metadata = answer(failure.encode(V58))
    assert signature == 0x7F
    assert metadata.keys() == {"neo4j_code", "message", "gql_status", "description", "diagnostic_record"}
    assert metadata["neo4j_code"] == failure.code


def test_a_long_parameter_is_read_in_time_that_grows_with_its_length():
    data = run("RETURN 1", {"x": [1, [2], {"a": 3}] * 100_000})
    began = time.process_time()
    JUDGE.parse(data)
    assert time.process_time() - began < 3  # usually a tenth of this; slow machines need more


# --- response queue -------------------------------------------------------------------------------------------------

RUN_OK, PULL_OK, MORE = (
    encode_success({"fields": []}),
    encode_success({"type": "r"}),
    encode_success({"has_more": True}),
)
RESET_OK, FAILED, PASSED_OVER = encode_success({}), b"\xb1\x7f\xa0", b"\xb0\x7e"
NO = Failure("Neo.ClientError.Statement.AccessMode", "No.")
NO_SENT, PASSED_OVER_SENT = encode_chunks(NO.encode(V58)), encode_chunks(PASSED_OVER)


@pytest.fixture
def turns() -> ResponseQueue:
    return ResponseQueue(V58)


def test_a_refusal_waits_for_the_answers_that_are_due(turns):
    assert turns.add_request(RequestKind.RUN, 0) is None
    assert turns.add_request(RequestKind.PULL, 0) is None
    assert turns.add_response(NO) == b""
    assert turns.add_request(RequestKind.PULL, 0) == b""
    assert turns.finish_response(RUN_OK, 1) == b""
    assert turns.finish_response(PULL_OK, 1) == NO_SENT + PASSED_OVER_SENT
    assert not turns.busy


def test_after_a_refusal_all_is_ignored_until_a_reset_is_answered(turns):
    assert turns.add_response(NO) == NO_SENT
    assert turns.add_request(RequestKind.PULL, 0) == PASSED_OVER_SENT
    assert turns.add_response(encode_success({"rt": {}})) == PASSED_OVER_SENT
    assert turns.add_response(NO) == PASSED_OVER_SENT
    assert turns.add_request(RequestKind.RESET, 0) is None
    assert turns.add_response(NO) == b""
    assert turns.finish_response(RESET_OK, 0) == NO_SENT


def test_a_refusal_after_a_failure_of_neo4j_s_is_ignored(turns):
    turns.add_request(RequestKind.RUN, 0)
    turns.add_response(NO)
    assert turns.finish_response(FAILED, 0) == PASSED_OVER_SENT
    turns.add_request(RequestKind.RESET, 0)
    turns.finish_response(RESET_OK, 0)
    assert turns.add_response(NO) == NO_SENT


def test_time_runs_from_the_first_request_to_the_end_of_the_result(turns):
    turns.add_request(RequestKind.RUN, 0)
    turns.add_request(RequestKind.PULL, 1)
    assert turns.overdue(6, 5)
    turns.finish_response(RUN_OK, 2)
    turns.finish_response(MORE, 3)
    assert turns.busy
    turns.add_request(RequestKind.PULL, 4)
    assert not turns.overdue(4, 5)
    assert turns.overdue(6, 5)
    turns.finish_response(PULL_OK, 6)
    assert not turns.busy


def test_time_runs_through_a_transaction_and_anew_for_the_next(turns):
    for kind in (RequestKind.BEGIN, RequestKind.RUN, RequestKind.PULL, RequestKind.COMMIT, RequestKind.BEGIN):
        turns.add_request(kind, 0)
    for head in (encode_success({}), RUN_OK, PULL_OK):
        turns.finish_response(head, 3)
    assert turns.overdue(4, 3.5)
    turns.finish_response(encode_success({"bookmark": "b"}), 4)
    assert turns.busy
    assert not turns.overdue(4, 3.5)
    turns.finish_response(encode_success({}), 4)
    assert turns.busy
    for kind in (RequestKind.RUN, RequestKind.PULL, RequestKind.COMMIT):
        turns.add_request(kind, 5)
    for head in (FAILED, PASSED_OVER, PASSED_OVER):
        turns.finish_response(head, 5)
    assert turns.busy  # in Neo4j a failed transaction stays open until the RESET
    assert turns.overdue(8, 3.5)
    turns.add_request(RequestKind.RESET, 9)
    turns.finish_response(RESET_OK, 9)
    assert not turns.busy


def test_a_log_off_may_come_when_all_has_ended(turns):
    assert turns.ready
    turns.add_request(RequestKind.RUN, 0)
    assert not turns.ready
    turns.finish_response(FAILED, 0)
    assert not turns.ready
    turns.add_request(RequestKind.RESET, 0)
    assert turns.ready
    turns.finish_response(RESET_OK, 0)
    assert turns.ready
    turns.add_response(NO)
    assert not turns.ready
    turns.add_request(RequestKind.RESET, 0)
    turns.finish_response(RESET_OK, 0)
    turns.fail_pending(NO)
    assert not turns.ready


def test_when_neo4j_is_gone_the_first_that_waits_is_told(turns):
    turns.add_request(RequestKind.RUN, 0)
    turns.add_request(RequestKind.PULL, 0)
    assert turns.fail_pending(NO) == NO_SENT + PASSED_OVER_SENT
    assert not turns.busy
    assert turns.add_request(RequestKind.RUN, 0) == PASSED_OVER_SENT
    assert turns.reset() == encode_chunks(encode_success({}))
    assert turns.add_request(RequestKind.RUN, 0) is None


def test_when_nobody_waits_the_next_request_is_told(turns):
    assert turns.fail_pending(NO) == b""
    assert turns.add_request(RequestKind.PULL, 0) == NO_SENT
    assert turns.add_request(RequestKind.PULL, 0) == PASSED_OVER_SENT
    assert turns.reset() == encode_chunks(encode_success({}))
    assert turns.fail_pending(NO) == b""
    assert turns.add_response(encode_success({"rt": {}})) == NO_SENT


def test_what_nobody_asked_ends_it_and_so_does_asking_without_end(turns):
    with pytest.raises(ProtocolError, match="without a request"):
        turns.finish_response(RUN_OK, 0)
    for _ in range(MAX_DUE):
        turns.add_request(RequestKind.PULL, 0)
    with pytest.raises(ProtocolError, match="waiting for responses"):
        turns.add_request(RequestKind.PULL, 0)


# --- long pulls -----------------------------------------------------------------------------------------------------


def test_a_short_pull_goes_on_as_it_came_and_a_long_one_in_windows():
    for asked in ({}, {"n": 0}, {"n": -2}, {"n": 1}, {"n": FIRST_WINDOW, "qid": 3, "odd": 1}):
        request = JUDGE.parse(message(0x3F, asked))
        assert (request.message, request.pull) == (message(0x3F, asked), None)
    for number in (-1, FIRST_WINDOW + 1, 2**62):
        pull = JUDGE.parse(message(0x3F, {"n": number, "qid": 3})).pull
        assert pull is not None
        assert unpacked(pull.encode_next(WindowSize())).fields == [{"n": FIRST_WINDOW, "qid": 3}]
    with pytest.raises(ProtocolError):
        JUDGE.parse(message(0x3F, {"n": "1"}))


def test_windows_are_as_long_as_their_records_are_short_and_no_longer_than_what_is_left():
    def windows(left: int, sizes: list[int]) -> list[int]:
        pull, scale, found = Pull(left, {}), WindowSize(), []
        for size in sizes:
            found.append(unpacked(pull.encode_next(scale)).fields[0]["n"])
            scale.add_bytes(found[-1] * size)
            scale.adapt()
            if not pull.wants_more:
                break
        return found

    assert windows(-1, [0, 10, 10_000, 100_000_000, 1]) == [
        FIRST_WINDOW,
        MAX_WINDOW,
        MAX_WINDOW,
        WINDOW_BYTES // 10_000,
        1,
    ]
    assert windows(FIRST_WINDOW + 1, [1] * 9) == [FIRST_WINDOW, 1]
    assert windows(FIRST_WINDOW + MAX_WINDOW + 5, [1] * 9) == [FIRST_WINDOW, MAX_WINDOW, 5]


def test_what_is_known_of_the_records_holds_for_the_same_result():
    scale = WindowSize()

    def window(number: int, **fields: bytes) -> int:
        found = unpacked(Pull(number, fields).encode_next(scale)).fields[0]["n"]
        scale.add_bytes(found)
        scale.adapt()
        return found

    assert [window(1000), window(1000), window(-1)] == [FIRST_WINDOW, 1000, MAX_WINDOW]
    assert [window(-1, qid=b"\x00"), window(-1, qid=b"\x00"), window(-1)] == [FIRST_WINDOW, MAX_WINDOW, FIRST_WINDOW]
    scale.reset()
    assert window(-1) == FIRST_WINDOW


@pytest.fixture
def flow(turns) -> FlowControl:
    return FlowControl(turns)


def asked(turns: ResponseQueue, flow: FlowControl, data: bytes) -> list[bytes]:
    """Return the messages that the proxy sends to Neo4j at once for a client's request."""
    request = JUDGE.parse(data)
    assert turns.add_request(request.kind, 0, request.pull) is None
    return list(Assembler(1 << 20).feed(flow.submit(request)))


def pulling(number: int) -> bytes:
    return message(0x3F, {"n": number})


def test_what_follows_a_long_pull_waits_until_it_has_ended(turns, flow):
    query = JUDGE.parse(run("RETURN 1")).message
    assert asked(turns, flow, run("RETURN 1")) == [query]
    assert asked(turns, flow, pulling(-1)) == [pulling(FIRST_WINDOW)]
    assert asked(turns, flow, run("RETURN 1")) == asked(turns, flow, pulling(FIRST_WINDOW + 5)) == []
    assert flow.finish_response(RUN_OK, 0) == b""
    assert turns.ends_window(MORE)
    assert flow.pause(0) == b""
    assert flow.resume() == encode_chunks(pulling(MAX_WINDOW))
    assert not turns.ends_window(PULL_OK)
    assert flow.finish_response(PULL_OK, 0) == b""
    assert flow.resume() == encode_chunks(query) + encode_chunks(pulling(FIRST_WINDOW))
    assert flow.finish_response(RUN_OK, 0) == b""
    assert turns.ends_window(MORE)
    assert flow.pause(0) == flow.resume()[:0]
    assert not turns.ends_window(MORE)  # this is the end of the client's own PULL
    assert flow.finish_response(MORE, 0) == b""
    assert turns.busy


@pytest.mark.parametrize("when", ["in a window", "between two"])
def test_a_reset_overtakes_a_long_pull_and_what_waits_for_it(turns, flow, when):
    asked(turns, flow, pulling(-1))
    asked(turns, flow, run("RETURN 1"))
    ends = []
    if when == "between two":
        assert flow.pause(0) == b""
    ends.append(flow.reset(0))
    assert asked(turns, flow, message(0x0F)) == [message(0x0F)]
    assert asked(turns, flow, pulling(-1)) == [pulling(FIRST_WINDOW)]  # directly after the RESET
    if when == "in a window":
        assert turns.ends_window(MORE)
        ends.append(flow.pause(0))
    assert b"".join(ends) == PASSED_OVER_SENT * 2
    assert flow.resume() == b""
    assert flow.finish_response(RESET_OK, 0) == b""
    assert turns.ends_window(MORE)
    assert flow.pause(0) == b""
    assert flow.resume() == encode_chunks(pulling(MAX_WINDOW))


async def test_no_more_is_read_of_who_sends_much_behind_a_long_pull(turns, flow):
    asked(turns, flow, pulling(-1))
    await flow.wait_for_room()
    asked(turns, flow, run("RETURN 1", {"x": "a" * 70_000}))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(flow.wait_for_room(), 0.05)
    flow.finish_response(PULL_OK, 0)
    assert len(flow.resume()) > 70_000
    await flow.wait_for_room()
