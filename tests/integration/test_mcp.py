"""MCP server, called by the protocol's own client over stdin and stdout and over HTTP."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from http_calls import EASED, JULY
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters, stdio_client
from mcp.server import MCPServer
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ListToolsResult

from app.api.receipts import find_named_ids
from app.mcp import create_server
from graph.model.vocabulary import vocabulary
from graph.query_library import load_library

COMMAND = [sys.executable, "-m", "app.cli.main", "mcp"]
H20 = "measure:us-h20-export-control"

#: One call of each tool, and the HTTP call with the same answer, if there is one.
CALLS = {
    "entities": ({"q": "nvidia", "limit": 3}, "/entities"),
    "entity": ({"id": H20, **JULY}, f"/entities/{H20}"),
    "entity_links": ({"id": "company:nvidia", "direction": "out", **JULY}, "/entities/company:nvidia/links"),
    "links": ({"type": ["RESTRICTS"], "object_kind": ["Product"], "limit": 5, **JULY}, "/links"),
    "fact": ({"fact_id": EASED, **JULY}, f"/facts/{EASED}"),
    "paths": ({"start": "company:nvidia", "end": "official:xi-jinping", **JULY}, "/paths"),
    "measures": ({"status": "eased", "target": "government:china", **JULY}, "/measures"),
    "timeline": ({"id": H20, **JULY}, f"/measures/{H20}/timeline"),
    "negotiations": ({"between": ["official:scott-bessent", "official:he-lifeng"], **JULY}, "/negotiations"),
    "changes": ({"limit": 5}, "/changes"),
    "queries": ({"group": "products"}, None),
    "run_query": ({"name": "status_of_measure", "parameters": {"measure": H20}, **JULY}, None),
    "stats": ({"known_at": "2025-07-20"}, "/stats"),
    "schema": ({}, None),
    "cypher": ({"query": "MATCH (p {id: $id})<-[r]-() RETURN r", "parameters": {"id": "product:nvidia-h20"}}, None),
}  # fmt: skip
#: Tools whose answers state no facts: names, available queries, schema and counts.
WITHOUT_FACTS = {"entities", "queries", "schema", "stats"}


class Agent:
    """Client of the MCP server in this process; it connects for each call."""

    def __init__(self, server: MCPServer[Any]) -> None:
        self._server = server

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> CallToolResult:
        async with Client(self._server) as client:
            return await client.call_tool(name, arguments)

    async def list_tools(self) -> ListToolsResult:
        async with Client(self._server) as client:
            return await client.list_tools()

    async def read_resource(self, uri: str) -> str:
        async with Client(self._server) as client:
            return (await client.read_resource(uri)).contents[0].text


@pytest.fixture
def agent(runtime) -> Agent:
    return Agent(create_server(runtime))


def text_of(result) -> str:
    return "\n".join(block.text for block in result.content)


async def refused(agent, tool, arguments) -> str:
    result = await agent.call_tool(tool, arguments)
    assert result.is_error, result
    return text_of(result)


async def test_every_tool_is_called_here_and_says_that_it_only_reads(agent):
    tools = {tool.name: tool for tool in (await agent.list_tools()).tools}
    assert tools.keys() == CALLS.keys()
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
        assert tool.output_schema
        if tool.name not in ("entities", "changes", "queries", "stats", "schema", "cypher"):
            assert {"as_of", "known_at"} <= tool.input_schema["properties"].keys(), tool.name


@pytest.mark.parametrize("name", CALLS)
async def test_a_tool_gives_the_answer_that_http_gives_in_the_shape_it_names(agent, http, name):
    arguments, path = CALLS[name]
    result = await agent.call_tool(name, arguments)
    assert not result.is_error, text_of(result)
    answer = result.structured_content
    assert json.loads(text_of(result)) == answer
    (tool,) = [tool for tool in (await agent.list_tools()).tools if tool.name == name]
    Draft202012Validator(tool.output_schema).validate(answer)
    assert answer.get("items") != []
    assert answer.get("rows") != []
    if name not in WITHOUT_FACTS:
        assert find_named_ids(answer)[0] or answer["items"][0].keys() >= {"facts"}
    if path:
        asked = {key: ",".join(v) if isinstance(v, list) else v for key, v in arguments.items()}
        asked |= {http_name: asked.pop(own) for own, http_name in (("start", "from"), ("end", "to")) if own in asked}
        asked.pop("id" if path.startswith(("/entities/", "/measures/")) else "fact_id", None)
        shown = await http.get(path, params={"limit": 50, **asked} if "items" in answer and name != "paths" else asked)
        assert shown.json() == answer


async def test_the_library_is_run_with_values_of_every_json_type(agent):
    asked = {"name": "chains", "parameters": {"within_days": 30}, "limit": 1}
    first = (await agent.call_tool("run_query", asked)).structured_content
    assert first["truncated"] is False
    asked = {"name": "links", "parameters": {"types": ["RESTRICTS", "TARGETS"], "limit": 3}}
    found = (await agent.call_tool("run_query", asked)).structured_content
    assert {link["type"] for link in found["rows"][0][0]} <= {"RESTRICTS", "TARGETS"}
    listed = (await agent.call_tool("queries", {})).structured_content["items"]
    assert {query["name"] for query in listed} == load_library().keys()
    assert all("cypher" not in query for query in listed)


async def test_the_resources_are_the_schema_and_the_library(agent):
    words = json.loads(await agent.read_resource("tradegraph://schema"))
    assert words["kinds"].keys() == vocabulary().kinds.keys()
    assert words["relationships"].keys() == vocabulary().relationships.keys()
    assert words == (await agent.call_tool("schema", {})).structured_content
    shown = json.loads(await agent.read_resource("tradegraph://queries"))
    assert {query["name"] for query in shown["items"]} == load_library().keys()
    assert await agent.read_resource("tradegraph://queries/timeline") == load_library()["timeline"].cypher
    none = pytest.RaisesExc(MCPError, match="There is no query 'nothing'")
    with pytest.RaisesGroup(none, flatten_subgroups=True):
        await agent.read_resource("tradegraph://queries/nothing")


async def test_the_schema_is_that_of_the_graph(agent, seeded):
    """Compare the properties in the schema with those in Neo4j: they must be the same."""
    words = (await agent.call_tool("schema", {})).structured_content
    own = {name for one in words["relationships"].values() for name in one["properties"]}
    table = await seeded.table(
        "MATCH (:Entity)-[r]->(:Entity) UNWIND keys(r) AS key RETURN collect(DISTINCT key) AS keys", {}
    )
    assert set(table.rows[0][0]) - own <= set(words["every_link"])
    for label in words["ledger"]:
        query = f"MATCH (n:{label}) UNWIND keys(n) AS key RETURN collect(DISTINCT key) AS keys"
        assert set(words["ledger"][label]) <= set((await seeded.table(query, {})).rows[0][0]) | {"valid_to"}, label


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("cypher", {"query": "MATCH (n) DETACH DELETE n"}, "DETACH"),
        ("cypher", {"query": "CALL dbms.listConfig()"}, "dbms.listConfig"),
        ("cypher", {"query": "LOAD CSV FROM 'file:///etc/passwd' AS x RETURN x"}, "LOAD"),
        ("cypher", {"query": "RETURN 1 AS"}, "AS"),
        ("cypher", {"query": "RETURN $x", "parameters": {"x": 2**70}}, "x"),
        ("cypher", {"query": "x" * 70_000}, "query"),
        ("cypher", {"query": "UNWIND range(1, 9999) AS a UNWIND range(1, 99999) AS b RETURN sum(a * b)"}, "stopped"),
        ("run_query", {"name": "nothing"}, "There is no query 'nothing'"),
        ("run_query", {"name": "status_of_measure"}, "measure: is required"),
        ("run_query", {"name": "status_of_measure", "parameters": {"measure": "measure:nothing"}}, "measure:nothing"),
        ("run_query", {"name": "talks", "parameters": {"n": {"a": 1}}}, "parameters.n"),
        ("entity", {}, "id: is required"),
        ("entity", {"id": "company:nothing"}, "There is no entity 'company:nothing'"),
        ("entity", {"id": "company:nvidia' DETACH DELETE n //"}, "There is no entity"),
        ("entity", {"id": H20, "as_of": "yesterday"}, "as_of is not allowed"),
        ("entity", {"id": H20, "when": "2025"}, "when is not a parameter here; allowed are id, as_of, known_at"),
        ("links", {"type": ["NOPE"]}, "'NOPE' is not known"),
        ("links", {"limit": 501}, "limit: "),
        ("links", {"cursor": "!"}, "cursor is not a cursor"),
        ("fact", {"fact_id": "\x00"}, "There is no fact"),
        ("timeline", {"id": "company:nvidia"}, "There is no measure"),
        ("changes", {"since": "bmV2ZXI"}, "since is neither"),
        ("nothing", {}, "There is no tool 'nothing'"),
    ],
)  # fmt: skip
async def test_what_cannot_be_answered_is_refused_in_a_plain_sentence(agent, seeded, tool, arguments, says):
    said = await refused(agent, tool, arguments)
    assert says in said
    assert "Error executing" not in said
    assert "pydantic" not in said
    assert (await seeded.state()).revision == 1


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_by_stdin_and_stdout(environment, seeded, mode):
    command = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=environment)
    async with Client(stdio_client(command), mode=mode) as agent:
        assert agent.server_info.name == "tradegraph"
        assert "certainty" in agent.instructions
        for name, (arguments, _) in CALLS.items():
            result = await agent.call_tool(name, arguments)
            assert not result.is_error, text_of(result)
        assert "DELETE" in await refused(agent, "cypher", {"query": "MATCH (n) DELETE n"})


def test_nothing_but_the_protocol_stands_on_stdout_and_it_ends_with_its_input(environment, seeded):
    hostile = b'nonsense\n{"jsonrpc": "2.0", "id": 1, "method": "nothing"}\n\xff\xfe\n[]\n' + b"[" * 100_000 + b"\n"
    ended = subprocess.run(COMMAND, input=hostile, capture_output=True, env=environment, timeout=180, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    for line in ended.stdout.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to_though_its_input_stays_open(environment, seeded, how):
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    try:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(how)
        assert process.wait(20) in (0, 130, 143)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def served(environment) -> Iterator[str]:
    process = subprocess.Popen(
        [*COMMAND, "--http", "--port", "0"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    )
    assert process.stderr
    line = process.stderr.readline().decode()
    try:
        assert line.startswith("MCP      http://127.0.0.1:"), line
        yield line.split()[1]
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM, 143)


async def test_by_http(environment, seeded):
    with served(environment) as url:
        async with Client(url, mode="legacy") as agent:
            for name, (arguments, _) in CALLS.items():
                result = await agent.call_tool(name, arguments)
                assert not result.is_error, text_of(result)
            assert "DELETE" in await refused(agent, "cypher", {"query": "MATCH (n) DELETE n"})
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        headers = {"Accept": "application/json, text/event-stream"}
        async with httpx.AsyncClient(headers=headers) as client:
            assert (await client.post(url, json=asked, headers={"Host": "evil.example"})).status_code == 421
            assert (await client.post(url, json=asked, headers={"Origin": "http://evil.example"})).status_code == 403
            assert (await client.post(url, json=asked, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
            for body in (b"{", b" " * 2_000_000):
                answer = await client.post(url, content=body, headers={"Content-Type": "application/json"})
                assert answer.is_client_error
        async with Client(url) as agent:
            assert not (await agent.call_tool("schema", {})).is_error


def test_without_its_package_it_says_what_to_install(environment, tmp_path):
    (tmp_path / "mcp.py").write_text("raise ModuleNotFoundError(\"No module named 'mcp'\", name='mcp')")
    ended = subprocess.run(
        COMMAND, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env=environment | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])},
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr == "tradegraph: The package mcp is missing: pip install 'tradegraph[agents]'.\n"


async def test_the_last_day_of_the_calendar_asks_for_what_is_known_at_last(agent):
    for tool, asked in (("measures", {"as_of": "2025-07-20"}), ("run_query", {"name": "counts"})):
        now = (await agent.call_tool(tool, asked)).structured_content
        latest = (await agent.call_tool(tool, asked | {"known_at": "9999-12-31"})).structured_content
        assert latest == now
        assert now.get("items") or now.get("rows")
