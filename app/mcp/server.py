"""The server that agents speak with: its tools, its resources, and errors as the plain sentences they are elsewhere."""

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

#: Where agents call over HTTP.
PATH = "/mcp"

_INSTRUCTIONS = """
A knowledge graph of actors and trade measures. Start with `entities`, which finds the ids of names; then ask about ids.
Every reading tool takes two clocks: `as_of`, the day in the world, and `known_at`, what could be known by then; both
are now if not given. A link says in `certainty` whether it is asserted or only announced, expected, offered, threatened
or disputed, and in `holds` whether it holds on the day. A measure says in `status_basis` whether a statement reports
its status, or only a date stated earlier has passed (`by_terms`): do not report that as a fact. `stats` gives the day
of the latest source. Quote a `fact_id` for what you claim: `fact` gives the statements behind it, who said them and
where. Look for a ready question with `queries`; before you write Cypher, read `schema`.
"""
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class _ToolServer(MCPServer[Any]):
    """A server whose tools refuse what they do not know, and say what is wrong in one plain sentence."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """One call; an error that a user can mend comes back as a result that says so."""
        try:
            self._reject_unknown_arguments(name, arguments)
            return await super().call_tool(name, arguments, context)
        except TradegraphError as error:
            return _error_result(error)
        except ToolError as error:
            if isinstance(error.__cause__, TradegraphError):
                return _error_result(error.__cause__)
            if isinstance(error.__cause__, ValidationError) and error.__cause__.title == f"{name}Arguments":
                faults = validation_problems(error.__cause__.errors())
                return _error_result(InvalidParameter(f"{faults[0]}.", faults))
            raise

    def _reject_unknown_arguments(self, name: str, arguments: Mapping[str, Any]) -> None:
        tool = self._tool_manager.get_tool(name)
        if tool is None:
            raise NotFound(f"There is no tool {name!r:.80}: ask for the list of tools.")
        known = tool.parameters["properties"]
        for given in arguments:
            if given not in known:
                raise invalid_parameter(
                    given[:80], f"is not a parameter here; allowed are {', '.join(known) or 'none'}"
                )


def create_server(runtime: Runtime) -> MCPServer[Any]:
    """A server on what ``runtime`` has; it neither opens nor closes the runtime."""
    server = _ToolServer(
        "tradegraph", version=version("tradegraph"), instructions=_INSTRUCTIONS.strip(), log_level="WARNING"
    )
    for tool in Tools(runtime).list_tools():
        server.add_tool(tool, annotations=_READ_ONLY)
    _add_resources(server, runtime)
    return server


def http_app(server: MCPServer[Any]) -> ASGIApp:
    """The server over streamable HTTP, for this machine alone; no call leaves anything, so none has a session."""
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
        "tradegraph://schema", title="The schema", description="What is in the graph.", mime_type="application/json"
    )
    def _schema() -> str:
        return orjson.dumps(describe_schema()).decode()

    @server.resource(
        "tradegraph://queries",
        title="The query library",
        description="Every query, with its parameters and its Cypher.",
        mime_type="application/json",
    )
    def _queries() -> str:
        shown = [query.describe() for query in runtime.answers.queries.values()]
        return orjson.dumps({"items": shown, "next": None}).decode()

    @server.resource(
        "tradegraph://queries/{name}",
        title="A query of the library",
        description="Its Cypher, with what it answers and takes in its header.",
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
