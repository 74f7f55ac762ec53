"""``tradegraph mcp``: the MCP server for agents."""

import importlib
import socket
from contextlib import nullcontext
from typing import Any

import typer

from app.cli.commands.serve import cancel_on_sigterm, open_listener
from app.cli.console import debug_enabled, log_line, run_async
from app.runtime.loading import load_seed_data
from app.runtime.runtime import Runtime, open_runtime
from app.settings import Settings, read_settings
from graph.errors import InvalidSetting

#: This machine only: the MCP server has no log-on.
HOST = "127.0.0.1"


def mcp(
    http: bool = typer.Option(
        False, "--http", help="Serve streamable HTTP on this machine instead of stdin and stdout."
    ),
    port: int = typer.Option(8001, min=0, max=65535, help="Port for --http; 0 chooses a free one."),
) -> None:
    """Run the MCP server for agents, on stdin and stdout or over HTTP."""
    try:
        agents = importlib.import_module("app.mcp")
    except ModuleNotFoundError as error:
        if error.name not in ("mcp", "mcp_types"):
            raise
        raise InvalidSetting("The package mcp is missing: pip install 'tradegraph[agents]'.") from None
    run_async(_run_server(read_settings(), agents, port if http else None))


async def _run_server(settings: Settings, agents: Any, port: int | None) -> None:
    cancel_on_sigterm()
    with open_listener(HOST, port, "--port") if port is not None else nullcontext() as listener:
        async with open_runtime(settings, log_line, owner="mcp") as runtime:
            if settings.seed:
                await load_seed_data(runtime, log_line)
            await _serve(runtime, agents, listener)


async def _serve(runtime: Runtime, agents: Any, listener: socket.socket | None) -> None:
    server = agents.create_server(runtime)
    if listener is None:
        await agents.serve_stdio(server)
        return
    from app.workers import listen  # slow to import, and only needed for --http

    log_line(f"MCP      http://{HOST}:{listener.getsockname()[1]}{agents.PATH}")
    log_line("Press Ctrl-C to stop.")
    await listen(agents.http_app(server), listener, lifespan=True, debug=debug_enabled.get())
