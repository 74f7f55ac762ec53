"""Invalid input: one plain sentence, the right status, and an unchanged graph."""

import json

import pytest
from http_calls import is_plain
from project import SHARED


@pytest.mark.parametrize(
    ("url", "status", "where", "says"),
    [
        ("/entities?limit=-1", 422, "limit", "whole number"),
        ("/entities?limit=0", 422, "limit", "greater than or equal to 1"),
        ("/entities?limit=501", 422, "limit", "less than or equal to 500"),
        ("/entities?limit=1_0", 422, "limit", "whole number"),
        ("/entities?limit=5.0", 422, "limit", "whole number"),
        ("/entities?limit=99999999999999999999", 422, "limit", "whole number"),
        ("/entities?limit=5&limit=9", 422, "limit", "more than once"),
        ("/entities?qq=a", 422, "qq", "allowed are q, kind, limit, cursor, receipt, as_of, known_at, format, excel"),
        ("/entities?q=%00", 422, "q", "U+0000"),
        ("/entities?q=" + "a" * 501, 422, "q", "at most 500"),
        ("/entities?kind=Compny", 422, "kind", "did you mean Company?"),
        ("/entities?cursor=@@", 422, "cursor", "not a cursor"),
        ("/entities?q=a&cursor=YWJj", 422, "cursor", "not a cursor"),
        ("/entities?cursor=%C3%A9", 422, "cursor", "not a cursor"),
        ("/entities?cursor=" + "a" * 501, 422, "cursor", "at most 500"),
        ("/entities?cursor=AAAA", 422, "cursor", "not a cursor"),
        ("/entities?cursor=Zm9v", 422, "cursor", "not a cursor"),
        ("/entities?q=nvidia&cursor=%C3%A9", 422, "cursor", "not a cursor"),
        ("/entities?q=nvidia&cursor=2aM", 422, "cursor", "not a cursor"),  # an Arabic digit
        ("/entities/government:china/links?cursor=%C3%A9", 422, "cursor", "not a cursor"),
        ("/entities/government:china/links?cursor=Y29tcGFueTpudmlkaWE", 422, "cursor", "not a cursor of this list"),
        ("/links?cursor=MQ", 422, "cursor", "not a cursor of this list"),
        ("/measures?cursor=%C3%A9", 422, "cursor", "not a cursor"),
        ("/measures/calendar?cursor=Y29tcGFueTpudmlkaWE", 422, "cursor", "not a cursor"),
        ("/negotiations?cursor=%C3%A9", 422, "cursor", "not a cursor"),
        ("/disputes?cursor=AAAA", 422, "cursor", "not a cursor"),
        ("/chains?cursor=%C3%A9", 422, "cursor", "not a cursor"),
        ("/entities/government:china/record?cursor=%C3%A9", 422, "cursor", "not a cursor"),
        ("/entities/company:nvidia/exposure?cursor=%F0%9F%92%A3", 422, "cursor", "not a cursor"),
        ("/changes?since=%C3%A9", 422, "since", "since is neither a cursor of this feed nor a day or an instant"),
        ("/changes?since=9c%C3%BA%C3%86%C3%98n", 422, "since", "since is neither"),
        ("/changes?since=AAAA", 422, "since", "since is neither"),
        ("/changes?since=yesterday", 422, "since", "since is neither"),
        ("/changes?since=2025-02-30", 422, "since", "since is neither"),
        ("/entities?as_of=2025-02-30", 422, "as_of", "not a date that exists"),
        ("/entities?as_of=10000-01-01", 422, "as_of", "is not a day"),
        ("/entities?as_of=2025", 422, "as_of", "YYYY-MM-DD"),
        ("/entities?known_at=yesterday", 422, "known_at", "is not a day"),
        ("/entities?known_at=2025-07-17T10:00", 422, "known_at", "is not an instant"),
        ("/entities/company:nobody", 404, None, "'company:nobody'"),
        ("/entities/company:nobody/links", 404, None, "'company:nobody'"),
        ("/entities/%2e%2e", 404, None, "There is"),
        ("/entities/a%2Fb", 404, None, "does not exist"),
        ("/entities/company:nvidia/links?direction=up", 422, "direction", "'out', 'in' or 'both'"),
        ("/entities/company:nvidia/links?type=MAKE", 422, "type", "did you mean MAKES?"),
        ("/changes?since=OTk5OTk5OTk5OTk5OTk5OTk5OTkg", 422, "since", "neither a cursor"),
        ("/changes?since=LTEg", 422, "since", "neither a cursor"),
        ("/facts/nothing", 404, None, "'nothing'"),
        ("/paths?from=company:nvidia", 422, "to", "is required"),
        ("/paths?from=company:nvidia&to=company:nobody", 404, None, "'company:nobody'"),
        ("/paths?from=company:nvidia&to=company:amd&max_length=9", 422, "max_length", "less than or equal to 8"),
        ("/graph", 422, "id", "is required"),
        ("/graph?id=company:nvidia&depth=99", 422, "depth", "less than or equal to 3"),
        ("/graph?id=" + ",".join(f"company:a{n}" for n in range(51)), 422, "id", "at most 50"),
        ("/graph?id=company:nvidia&kind=Company%60)%20DETACH%20DELETE%20n%20//", 422, "kind", "is not known"),
        ("/picture?id=company:nobody", 404, None, "'company:nobody'"),
        ("/measures?status=gone", 422, "status", "allowed are announced, in_force"),
        ("/measures?kind=tarif", 422, "kind", "did you mean tariff?"),
        ("/measures?target=government:atlantis", 404, None, "government:atlantis"),
        ("/measures/company:nvidia/timeline", 404, None, "no measure"),
        ("/negotiations?between=official:nobody", 404, None, "official:nobody"),
        ("/queries/nothing", 404, None, "no query 'nothing'"),
        ("/queries/measures?limit=many", 422, "limit", "whole number"),
        ("/queries/measures?limit=-1", 422, "limit", "from 1 up"),
        ("/queries/search?lucene=%2B%2B", 422, None, "db.index.fulltext.queryNodes cannot be run"),
        ("/queries/measures?wrong=1", 422, "wrong", "allowed are"),
        ("/queries/timeline", 422, "id", "is required"),
        ("/static/../app/main.py", 404, None, "does not exist"),
        ("/static/..%2fmain.py", 404, None, "does not exist"),
        ("/static/%2fetc%2fpasswd", 404, None, "does not exist"),
        ("/nowhere", 404, None, "/nowhere does not exist"),
    ],
)  # fmt: skip
async def test_a_wrong_question_is_answered_in_one_plain_sentence(http, url, status, where, says):
    body = is_plain(await http.get(url), status)
    assert says in body["detail"] or any(says in error["message"] for error in body["errors"]), body
    if where:
        assert where in {error["where"].removeprefix("query.") for error in body["errors"]}, body


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ("", 400, "not valid JSON"),
        ("{\"query\"", 400, "not valid JSON"),
        ("null", 422, "body"),
        ("[]", 422, "body"),
        ('{"parameters": {}}', 422, "query"),
        ('{"query": 1}', 422, "query"),
        ('{"query": "RETURN 1", "evil": 1}', 422, "evil"),
        ('{"query": "RETURN 1", "parameters": []}', 422, "parameters"),
        ('{"query": "RETURN 1", "limit": 0}', 422, "limit"),
        ('{"query": "RETURN 1", "timeout": -5}', 422, "timeout"),
        ('{"query": "RETURN $a", "parameters": {"a": NaN}}', 422, "NaN"),
        ('{"query": "RETURN $a", "parameters": {"a": 1e999}}', 422, "a"),
        ('{"query": "RETURN $a", "parameters": {"a": 9223372036854775808}}', 422, "a"),
        ('{"query": "RETURN $a", "parameters": {"$b": 1}}', 422, "$b"),
        ('{"query": "RETURN \'\\ud800\'"}', 422, "query"),
        ('{"query": "RETURN 1", "parameters": {"a": ' + "[" * 500 + "]" * 500 + "}}", 422, "32"),
        ('{"query": "RETURN $a", "parameters": {"a": ' + "9" * 5000 + "}}", 422, "body"),
        ('{"query": "MATCH (n) RETURN n", "query": "CREATE (n)"}', 422, "'query' twice"),
        ('{"query": "RETURN $a", "parameters": {"a": {"b": 1, "b": 2}}}', 422, "'b' twice"),
        ('{"query": "RETURN 1 +"}', 400, "comes too early"),
        ('{"query": "MATCH\\u00a0(n:Company) RETURN count(n)"}', 400, "U+00A0"),
        ('{"query": "RETURN “x”"}', 400, "U+201C"),
        ('{"query": "MATCH (n)\\u00a0DELETE\\u00a0n"}', 403, "U+00A0"),
        ('{"query": "MATCH (n) \\\\u0044ELETE n"}', 403, "DELETE"),
        ('{"query": "RETURN $2", "parameters": {"1": 5}}', 422, "$2"),
        ('{"query": "MATCH (a) RETURN b"}', 400, "Neo4j cannot read this query"),
        ('{"query": "RETURN $missing"}', 422, "missing"),
        ('{"query": "RETURN 1/0"}', 422, "/ by zero"),
        ('{"query": "LOAD CSV FROM \'file:///etc/passwd\' AS row RETURN row"}', 403, "LOAD"),
        ('{"query": "CALL dbms.listConfig()"}', 403, "dbms.listConfig"),
        ('{"query": "SHOW SETTINGS"}', 403, "SHOW"),
        ('{"query": "TERMINATE TRANSACTION \'neo4j-transaction-1\'"}', 403, "TERMINATE"),
    ],
)  # fmt: skip
async def test_cypher_that_cannot_be_run_is_said_so(http, body, status, says):
    answer = await http.post("/cypher", content=body, headers={"Content-Type": "application/json"})
    problem = is_plain(answer, status)
    shown = problem["detail"] + json.dumps(problem["errors"])
    assert says in shown, shown


async def test_parameters_of_any_name_and_escapes_reach_neo4j(http):
    query = r"RET\u0055RN $1 AS a, $`a b` AS b, $`c``d` AS c, $名 AS d, '\u00e9\\u' AS e"
    answer = await http.post("/cypher", json={"query": query, "parameters": {"1": 5, "a b": 6, "c`d": 7, "名": [8]}})
    assert answer.json() == {"columns": ["a", "b", "c", "d", "e"], "rows": [[5, 6, 7, [8], "é\\u"]], "truncated": False}


async def test_nothing_that_was_refused_has_changed_the_graph(http, seeded):
    before = (await seeded.state()).revision, (await seeded.table("MATCH (n) RETURN count(n)", {})).rows
    for query in ("CREATE (n:Company {id: 'company:evil'})", "MATCH (n) DETACH DELETE n", "MATCH (n) SET n.name = 'x'"):
        answer = await http.post("/cypher", json={"query": query})
        is_plain(answer, 403)
    assert before == ((await seeded.state()).revision, (await seeded.table("MATCH (n) RETURN count(n)", {})).rows)


async def test_the_server_itself_refuses_what_would_write(seeded):
    """Check that a READ session alone refuses writes, without the layers above it."""
    from graph.errors import CypherRefused

    with pytest.raises(CypherRefused, match="only read queries are allowed"):
        await seeded.table("CREATE (n:Company {id: 'company:evil'}) RETURN n", {})


async def test_cypher_has_limits_of_rows_and_time(http):
    answer = await http.post("/cypher", json={"query": "UNWIND range(1, 5000) AS n RETURN n"})
    assert answer.json()["truncated"]
    assert len(answer.json()["rows"]) == 1000
    few = await http.post("/cypher", json={"query": "UNWIND range(1, 5000) AS n RETURN n", "limit": 2})
    assert few.json() == {"columns": ["n"], "rows": [[1], [2]], "truncated": True}
    slow = (
        "MATCH (a:Statement), (b:Statement), (c:Statement), (d:Statement) "
        "WHERE a.text <> b.text AND c.text < d.text AND a.text < c.text RETURN count(*)"
    )
    assert "limit" in is_plain(await http.post("/cypher", json={"query": slow}), 504)["detail"]


async def test_every_type_of_value_has_its_json(http):
    query = """
    MATCH p = (c:Company {id: 'company:nvidia'})-[r:MAKES]->(:Product {id: 'product:nvidia-h20'})
    RETURN c, r, p, date('2025-07-15') AS day, datetime('2025-07-15T10:00:00Z') AS instant, time('10:00Z') AS time,
      duration({months: 1, days: 2}) AS length, point({x: 1, y: 2}) AS place, 1.0 % 0 AS nan, null AS nothing,
      true AS yes, [1, 'a'] AS list, {a: date('2025-01-01')} AS map
    """
    table = (await http.post("/cypher", json={"query": query})).json()
    row = dict(zip(table["columns"], table["rows"][0], strict=True))
    assert row["c"]["labels"] == ["Company", "Entity"]
    assert row["c"]["properties"]["id"] == "company:nvidia"
    assert (row["r"]["type"], row["r"]["subject"], row["r"]["object"]) == (
        "MAKES",
        "company:nvidia",
        "product:nvidia-h20",
    )
    assert len(row["p"]["nodes"]) == 2
    del row["c"], row["r"], row["p"]
    assert row == {
        "day": "2025-07-15", "instant": "2025-07-15T10:00:00Z", "time": "10:00:00Z",
        "length": "P1M2D", "place": {"srid": 7203, "x": 1.0, "y": 2.0}, "nan": None, "nothing": None,
        "yes": True, "list": [1, "a"], "map": {"a": "2025-01-01"},
    }  # fmt: skip


async def test_a_body_past_its_limit_is_refused_whether_or_not_it_says_its_length(http):
    async def chunks():
        for _ in range(200):
            yield b" " * 65536

    is_plain(await http.post("/cypher", content=b" " * 10_000_000, headers={"Content-Type": "application/json"}), 413)
    is_plain(await http.post("/cypher", content=chunks(), headers={"Content-Type": "application/json"}), 413)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_cypher_is_taken_as_json_only(http, content_type):
    headers = {"Content-Type": content_type} if content_type else {}
    is_plain(await http.post("/cypher", content=b'{"query": "RETURN 1"}', headers=headers), 415)


async def test_who_may_call(http):
    for host in ("127.0.0.1:8000", "localhost", "[::1]:8000"):
        assert (await http.get("/healthz", headers={"Host": host})).status_code == 200
    for host in ("evil.example", "127.0.0.1.nip.io", ""):
        is_plain(await http.get("/healthz", headers={"Host": host}), 421)
    cross = await http.post("/cypher", json={"query": "RETURN 1"}, headers={"Sec-Fetch-Site": "cross-site"})
    is_plain(cross, 403)
    answer = await http.post("/cypher", json={"query": "RETURN 1"}, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


async def test_a_request_id_is_kept_if_it_is_one(http):
    assert (await http.get("/healthz", headers={"X-Request-ID": "abc-1"})).headers["x-request-id"] == "abc-1"
    assert (await http.get("/healthz", headers={"X-Request-ID": "a b"})).headers["x-request-id"] != "a b"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
async def test_a_method_that_is_none(http, method):
    is_plain(await http.request(method, "/entities?q=a"), 405)


async def test_head_is_answered_as_get_is_and_without_a_body(http):
    for url in ("/healthz", "/entities?q=nvidia", "/nothing"):
        whole, head = await http.get(url), await http.head(url)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]


async def test_a_fault_of_our_own_is_a_plain_500_with_the_id_under_which_it_is_logged(http, monkeypatch, caplog):
    from graph.queries import GraphQueries

    async def broken(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(GraphQueries, "entity", broken)
    body = is_plain(await http.get("/entities/company:nvidia"), 500)
    assert "secret" not in json.dumps(body)
    assert body["request_id"] in caplog.text


async def test_a_neo4j_that_is_down_or_refuses_the_password_is_said_so(http, engine, runtime):
    from dataclasses import replace

    import httpx
    from service import free_port

    from app.main import create_app
    from graph.queries import GraphQueries
    from graph.query_library import load_library
    from graph.store import Store

    for uri, password, says in (
        (f"bolt://127.0.0.1:{free_port()}", "wrong", "cannot be reached"),
        (engine.address.uri, "wrong-password", "rejected the service's user name and password"),
    ):
        async with Store.create(uri, "neo4j", password, "neo4j") as store:
            broken = replace(runtime, store=store, answers=GraphQueries(store, load_library()))
            transport = httpx.ASGITransport(create_app(broken))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                for url in ("/readyz", "/entities?q=nvidia"):
                    answer = await client.get(url)
                    assert says in is_plain(answer, 503)["detail"]
                    assert uri not in answer.text
                    assert "TRADEGRAPH_" not in answer.text
                    assert answer.headers["retry-after"]
                assert (await client.get("/healthz")).status_code == 200


@pytest.mark.skipif(
    not (SHARED / "http_bad_inputs.jsonl").exists(), reason="the list of bad inputs is not beside the project"
)
async def test_the_list_of_bad_inputs(http):
    odd = []
    # A repeated key is refused before its values are checked.
    earlier = {"H019": [422]}
    for line in (SHARED / "http_bad_inputs.jsonl").read_text().splitlines():
        case = json.loads(line)
        if case["method"] == "CONNECT":
            continue  # a client cannot send this one
        body = case.get("body", "")
        generated = {
            "20 MB body": "x" * 20_000_000,
            "gzip Content-Encoding body": "x",
        }.get(case.get("body_gen", ""))
        if generated is None and "body_gen" in case:
            generated = case["body_gen"].replace("[x500]1", "[" * 500 + "1" + "]" * 500)
        headers = {name: value.encode() for name, value in case.get("headers", {}).items()}
        if "gzip" in case.get("body_gen", ""):
            headers["Content-Encoding"] = b"gzip"
        answer = await http.request(
            case["method"], case["path"], content=(generated or body).encode("utf-8", "surrogatepass"), headers=headers
        )
        expected = earlier.get(case["id"], case["expect"])
        if isinstance(expected, list):
            good = answer.status_code in expected
        else:
            good = answer.status_code < 500 and "access-control-allow-origin" not in answer.headers
        if not good:
            odd.append(f"{case['id']} {case['why']}: {answer.status_code}, expected {case['expect']}")
    assert not odd, odd


@pytest.mark.parametrize(
    "value",
    [
        "date('+12345-01-01')",
        "date({year: 0})",
        "datetime('0001-01-01T00:00+18:00')",
        "datetime({year: 2025, timezone: 'UTC+01:00'})",
        "[1, {a: date('-0001-01-01')}]",
    ],
)
async def test_a_value_that_cannot_be_read_is_no_fault_of_the_database(http, value):
    answer = await http.post("/cypher", json={"query": f"RETURN {value} AS x"})
    assert "toString()" in is_plain(answer, 422)["detail"]
    answer = await http.post("/cypher", json={"query": "RETURN toString(date('+12345-01-01')) AS x"})
    assert answer.json()["rows"] == [["+12345-01-01"]]


async def test_a_value_that_is_nested_too_deep_is_refused_in_one_sentence(http):
    def nested(times):  # Neo4j's planner is slow for longer ones
        return {"query": f"WITH {'[' * 50} 1 {']' * 50} AS l RETURN {'[' * (times - 50)} l {']' * (times - 50)} AS x"}

    assert "nested" in is_plain(await http.post("/cypher", json=nested(101)), 422)["detail"]
    answer = await http.post("/cypher", json=nested(100))
    assert json.dumps(answer.json()["rows"][0][0]) == "[" * 100 + "1" + "]" * 100


def test_no_depth_is_too_much_for_the_json_form_and_what_the_driver_cannot_unpack_is_a_failed_query():
    from graph.errors import CypherFailed
    from graph.store import JsonEncoder
    from graph.store.error_mapping import to_tradegraph_error

    value = []
    for level in range(5000):
        value = [value] if level % 2 else {"k": value}
    form = JsonEncoder()
    with pytest.raises(CypherFailed, match="nested deeper than 100"):
        form(value)
    assert form([[1]]) == [[1]]
    assert isinstance(to_tradegraph_error(RecursionError(), "", "", local=False), CypherFailed)


async def test_queries_that_neo4j_cannot_end_are_told_to_whoever_runs_the_service(runtime, seeded):
    from dataclasses import replace

    import httpx

    from app.main import create_app
    from graph.store import RunawayQueries

    class Told:
        ended = ("one", "two")

        async def find_terminated(self):
            return self.ended

    assert await seeded.find_terminated() == []
    stuck, patient = RunawayQueries(Told(), patience_s=0), RunawayQueries(Told())
    assert (await stuck.refresh(), await patient.refresh()) == (2, 0)
    transport = httpx.ASGITransport(create_app(replace(runtime, runaway_queries=stuck)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert "2 terminated queries" in (await client.get("/readyz")).json()["note"]
        Told.ended = ()
        await stuck.refresh()
        assert "note" not in (await client.get("/readyz")).json()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/entities/company:nvida", "company:nvidia (Nvidia)"),
        ("/measures/measure:h20-export-controls/timeline", "measure:us-h20-export-control ("),
        ("/entities/official:jensen-huang", "person:jensen-huang (Jensen Huang)"),
        ("/entities/company:nvida/exposure", "company:nvidia (Nvidia)"),
    ],
)
async def test_an_unknown_id_is_answered_with_the_one_that_may_be_meant(http, path, meant):
    detail = is_plain(await http.get(path), 404)["detail"]
    assert f"Did you mean {meant}" in detail
    assert detail.endswith("?")


async def test_an_id_like_no_other_is_answered_with_where_to_search(http):
    detail = is_plain(await http.get("/entities/company:qqqqq-xxxxx"), 404)["detail"]
    assert detail == "There is no entity 'company:qqqqq-xxxxx'. Search for its id with GET /entities?q=NAME."
