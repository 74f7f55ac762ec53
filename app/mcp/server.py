"""MCP server: tools, resources, and errors as one-sentence results."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import orjson
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import ValidationError
from starlette.types import ASGIApp

from app.api.middleware import LOCAL_HOSTS, MAX_BODY, RequestGuardMiddleware
from app.api.problems import validation_problems
from app.mcp.graph_schema import describe_schema
from app.mcp.tools import Tools
from app.runtime.runtime import Runtime
from graph.errors import InvalidParameter, NotFound, TradegraphError
from graph.queries import invalid_parameter
from graph.query_library import find_query

#: Path of the MCP endpoint over HTTP.
PATH = "/mcp"

_INSTRUCTIONS = """
A knowledge graph of actors and trade measures. Start with `entities`, which finds the ids of names; then ask about ids.
Two dates control most tools: `as_of` is the date you ask about; `known_at` uses only what was published by then. Both
default to now. Read the `certainty` of a link: asserted, announced, expected, offered, threatened or disputed. Its
`holds` says whether it is valid on the date. Read the `status_basis` of a measure. `reported` means that a statement
reports the status. `by_terms` means that only a date stated earlier has passed: do not report it as a fact. `stats`
gives the date of the latest source. Quote a `fact_id` for each claim: `fact` returns its statements, with speaker and
source. Look for a ready query with `queries`. Read `schema` before you write Cypher.
"""
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class _ToolServer(MCPServer[Any]):
    """MCP server that rejects unknown arguments and reports errors in one sentence."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool. An error that the caller can fix becomes a result."""
        try:
            self._reject_unknown_arguments(name, arguments)
            return await super().call_tool(name, arguments, context)
        except TradegraphError as error:
            return _error_result(error)
        except ToolError as error:
            if isinstance(error.__cause__, TradegraphError):
                return _error_result(error.__cause__)
            if isinstance(error.__cause__, ValidationError) and error.__cause__.title == f"{name}Arguments":
                problems = validation_problems(error.__cause__.errors())
                return _error_result(InvalidParameter(f"{problems[0]}.", problems))
            raise

    def _reject_unknown_arguments(self, name: str, arguments: Mapping[str, Any]) -> None:
        tool = self._tool_manager.get_tool(name)
        if tool is None:
            raise NotFound(f"There is no tool {name!r:.80}: see the list of tools.")
        known = tool.parameters["properties"]
        for given in arguments:
            if given not in known:
                raise invalid_parameter(
                    given[:80], f"is not a parameter here; allowed are {', '.join(known) or 'none'}"
                )


def create_server(runtime: Runtime) -> MCPServer[Any]:
    """Create the server on an open ``runtime``, which the caller closes."""
    server = _ToolServer(
        "tradegraph", version=version("tradegraph"), instructions=_INSTRUCTIONS.strip(), log_level="WARNING"
    )
    for tool in Tools(runtime).list_tools():
        server.add_tool(tool, annotations=_READ_ONLY)
    _add_resources(server, runtime)
    return server


def http_app(server: MCPServer[Any]) -> ASGIApp:
    """Return the server as an ASGI app, without sessions, for clients on this machine only."""
    ours = TransportSecuritySettings(
        allowed_hosts=[name for host in LOCAL_HOSTS for name in (host, f"{host}:*")],
        allowed_origins=[f"http://{name}" for host in LOCAL_HOSTS for name in (host, f"{host}:*")],
    )
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=MAX_BODY,
        transport_security=ours,
    )
    return RequestGuardMiddleware(app, LOCAL_HOSTS)


def _add_resources(server: MCPServer[Any], runtime: Runtime) -> None:
    @server.resource(
        "tradegraph://schema",
        title="Schema",
        description="Kinds, relationships and properties of the graph.",
        mime_type="application/json",
    )
    def _schema() -> str:
        return orjson.dumps(describe_schema()).decode()

    @server.resource(
        "tradegraph://queries",
        title="Query library",
        description="All queries with their parameters and their Cypher.",
        mime_type="application/json",
    )
    def _queries() -> str:
        shown = [query.describe() for query in runtime.answers.queries.values()]
        return orjson.dumps({"items": shown, "next": None}).decode()

    @server.resource(
        "tradegraph://queries/{name}",
        title="Library query",
        description="The Cypher of a query; its header describes the question and the parameters.",
        mime_type="text/plain",
    )
    def _query(name: str) -> str:
        try:
            return find_query(runtime.answers.queries, name).cypher
        except NotFound as error:
            raise ResourceNotFoundError(error.message) from None


def _error_result(error: TradegraphError) -> CallToolResult:
    lines = [error.message, *(map(str, error.problems) if len(error.problems) > 1 else ())]
    return CallToolResult(content=[TextContent(type="text", text="\n".join(lines))], is_error=True)
