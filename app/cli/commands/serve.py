"""``tradegraph serve``: the service.

The HTTP modules take two seconds to import. They are imported while Neo4j starts, so not at the top of this module.
"""

import asyncio
import importlib
import signal
import socket
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import typer

from app.cli.console import debug_enabled, log_line, run_async
from app.runtime.neo4j import connect_neo4j
from app.settings import PREFIX, Settings, client_address, list_settings, read_settings
from graph.errors import InvalidSetting

DEFAULT_BOLT_PORT = 7687


def _format_settings_help() -> str:
    # A \b line keeps Click from wrapping the list.
    lines = [f"{name}{f' [{default}]' if default else ''}\n    {what}" for name, default, what in list_settings()]
    return "Settings, from the environment or .env:\n\n\b\n" + "\n".join(lines)


def serve(
    host: str | None = typer.Option(None, help="Address to serve on: TRADEGRAPH_HOST."),
    port: int | None = typer.Option(None, help="Port to serve on: TRADEGRAPH_PORT."),
    bolt_port: int | None = typer.Option(None, help="Port of the read-only Bolt endpoint: TRADEGRAPH_BOLT_PORT."),
    no_bolt: bool = typer.Option(False, "--no-bolt", help="Do not open the Bolt endpoint."),
    workers: int = typer.Option(1, min=1, max=64, help="Processes that answer HTTP."),
    data_dir: Path | None = typer.Option(None, help="Folder for the data of the local Neo4j: TRADEGRAPH_DATA_DIR."),
) -> None:
    """Start the service: Neo4j, HTTP and Bolt. An empty graph is filled with the example data."""
    settings = read_settings(host=host, port=port, bolt_port=bolt_port, data_dir=data_dir)
    run_async(_serve(settings, workers, bolt=not no_bolt))


serve.__doc__ = (serve.__doc__ or "") + "\n\n" + _format_settings_help()


async def _serve(settings: Settings, workers: int, *, bolt: bool) -> None:
    cancel_on_sigterm()
    # Open the ports first: a port that is taken must not cost a start and a stop of Neo4j.
    with (
        open_listener(settings.host, settings.port, f"{PREFIX}PORT") as http,
        _open_bolt_listener(settings, bolt) as bolt_socket,
    ):
        shown_at = client_address(settings.host, bolt_socket.getsockname()[1]) if bolt_socket else None
        imported = asyncio.create_task(asyncio.to_thread(importlib.import_module, "app.server"))
        async with connect_neo4j(settings, log_line, attach=("db",), shown_at=shown_at) as neo4j:
            service = await imported
            listeners = service.Listeners(http, bolt_socket)
            await service.serve(settings, neo4j, listeners, log_line, workers=workers, debug=debug_enabled.get())


def _open_bolt_listener(settings: Settings, bolt: bool) -> AbstractContextManager[socket.socket | None]:
    """Open the Bolt socket on the configured, the default, or a free port."""
    if not bolt:
        return nullcontext()
    if settings.bolt_port is not None:
        return open_listener(settings.host, settings.bolt_port, f"{PREFIX}BOLT_PORT")
    try:
        return open_listener(settings.host, DEFAULT_BOLT_PORT, f"{PREFIX}BOLT_PORT")
    except InvalidSetting:
        return open_listener(settings.host, 0, f"{PREFIX}BOLT_PORT")


def cancel_on_sigterm() -> None:
    """Cancel this task on SIGTERM, until uvicorn handles the signal."""
    task = asyncio.current_task()
    if task is not None and hasattr(signal, "SIGTERM"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def open_listener(host: str, port: int, setting: str) -> socket.socket:
    """Open a listening socket. Raises InvalidSetting, naming the setting, if that fails.

    It listens at once, because two processes can bind one port as long as neither listens. Clients that connect before
    the service is up wait for it, and are disconnected if the start fails.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Without it every response waits 40 ms for the client's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise InvalidSetting(
            f"Cannot serve on {host} port {port} ({error.strerror}): set another one with {setting}."
        ) from None
    return listener
