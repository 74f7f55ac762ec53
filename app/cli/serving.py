"""``tradegraph serve``: the main job.

What serves HTTP takes two seconds to import. That is done while Neo4j starts, so this module does not import it.
"""

import asyncio
import importlib
import signal
import socket
from pathlib import Path

import typer

from app.cli.console import run, say, shown_debug
from app.engine import reached
from app.settings import Settings, described, read_settings
from graph.errors import BadSetting, DirectoryInUse
from graph.local import find_owner


def _epilog() -> str:
    # Click wraps paragraphs; a \b line keeps the list as it is.
    lines = [f"{name}{f' [{default}]' if default else ''}\n    {what}" for name, default, what in described()]
    return "Settings, from the environment or .env:\n\n\b\n" + "\n".join(lines)


def serve(
    host: str | None = typer.Option(None, help="Address to serve on: TRADEGRAPH_HOST."),
    port: int | None = typer.Option(None, help="Port to serve on: TRADEGRAPH_PORT."),
    bolt_port: int | None = typer.Option(None, help="Port for analysts' tools: TRADEGRAPH_BOLT_PORT."),
    data_dir: Path | None = typer.Option(None, help="Where the local Neo4j keeps its data: TRADEGRAPH_DATA_DIR."),
) -> None:
    """Start the service: a local Neo4j unless one is configured, the seed data in an empty graph, HTTP."""
    run(_serve(read_settings(host=host, port=port, bolt_port=bolt_port, data_dir=data_dir)))


serve.__doc__ = (serve.__doc__ or "") + "\n\n" + _epilog()


async def _serve(settings: Settings) -> None:
    _end_on_sigterm()
    # The port first: a Neo4j that was started for nothing takes its time to start, and to end.
    with listening(settings.host, settings.port) as listener:
        imported = asyncio.create_task(asyncio.to_thread(importlib.import_module, "app.service"))
        async with reached(settings, say, attach=_may_attach(settings)) as neo4j:
            service = await imported
            await service.serve_http(settings, neo4j, listener, say, debug=shown_debug.get())


def _end_on_sigterm() -> None:
    """Until uvicorn takes over, SIGTERM ends the start in order, as an interrupt does."""
    task = asyncio.current_task()
    if task is not None and hasattr(signal, "SIGTERM"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _may_attach(settings: Settings) -> bool:
    """Whether a Neo4j that runs on the data directory is one to serve from: that of `db start`, not of a service."""
    owner = find_owner(settings.data_dir) if settings.local else None
    if owner and owner.kind == "serve":
        raise DirectoryInUse(
            f"{settings.data_dir} is in use by the service with process id {owner.pid}: "
            "stop that one, or name another directory in TRADEGRAPH_DATA_DIR."
        )
    return owner is not None


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to where HTTP is to be served. Raises BadSetting where that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Without it every answer waits forty milliseconds for the client's system to say "go on".
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise BadSetting(
            f"Cannot serve on {host} port {port} ({error.strerror}): name another in TRADEGRAPH_PORT."
        ) from None
    return listener
