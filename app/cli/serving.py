"""``tradegraph serve``: the main job."""

import asyncio
import signal
import socket
from pathlib import Path

import typer

from app.cli.console import run, say, shown_debug
from app.runtime import Runtime, opened, seed, served_at
from app.settings import LOOPBACK, Settings, described, read_settings
from graph.errors import BadSetting, DirectoryInUse
from graph.local import find_owner

#: A client that thinks for a minute keeps its connection.
KEEP_ALIVE_S = 75


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
        imported = asyncio.create_task(asyncio.to_thread(_import_http))
        async with opened(settings, say, attach=_may_attach(settings)) as runtime:
            if settings.seed:
                await seed(runtime, say)
            await imported
            await _serve_http(runtime, listener)


def _import_http() -> None:
    """Imports what serves HTTP and draws. That takes two seconds, in which Neo4j is starting anyway."""
    import uvicorn  # noqa: F401

    import app.main  # noqa: F401


async def _serve_http(runtime: Runtime, listener: socket.socket) -> None:
    import uvicorn

    from app.main import create_app

    config = uvicorn.Config(
        create_app(runtime),
        log_level="debug" if shown_debug.get() else "warning",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=5,
        server_header=False,
        lifespan="off",
    )
    url = _url(runtime.settings.host, listener.getsockname()[1])
    _announce(runtime, url)
    with served_at(runtime.settings, url):
        await uvicorn.Server(config).serve(sockets=[listener])


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


def _url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host if host in LOOPBACK else "localhost"
    return f"http://{shown}:{port}"


def _announce(runtime: Runtime, url: str) -> None:
    address = runtime.address
    password = address.password if runtime.settings.local else "as in TRADEGRAPH_NEO4J_PASSWORD"
    say(f"HTTP     {url}  (the calls: {url}/docs)")
    say(f"Bolt     {address.uri}  user {address.user}  password {password}")
    say("Ctrl-C ends it.")
