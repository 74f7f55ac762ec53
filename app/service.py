"""The service on a Neo4j that answers: its graph filled and up to date, and HTTP in front of it."""

import socket

import uvicorn

from app.engine import Reached, Say
from app.main import create_app
from app.runtime import Runtime, seed, served_at, wired
from app.settings import LOOPBACK, Settings

#: A client that thinks for a minute keeps its connection.
KEEP_ALIVE_S = 75


async def serve_http(
    settings: Settings, neo4j: Reached, listener: socket.socket, say: Say, *, debug: bool = False
) -> None:
    """Serves on ``listener`` until it is told to end; ``say`` is told where. An empty graph is filled first."""
    async with wired(settings, neo4j) as runtime:
        if settings.seed:
            await seed(runtime, say)
        config = uvicorn.Config(
            create_app(runtime),
            log_level="debug" if debug else "warning",
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=5,
            server_header=False,
            lifespan="off",
        )
        url = _url(settings.host, listener.getsockname()[1])
        _announce(runtime, url, say)
        with served_at(settings, url):
            await uvicorn.Server(config).serve(sockets=[listener])


def _url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host if host in LOOPBACK else "localhost"
    return f"http://{shown}:{port}"


def _announce(runtime: Runtime, url: str, say: Say) -> None:
    address = runtime.address
    password = address.password if runtime.settings.local else "as in TRADEGRAPH_NEO4J_PASSWORD"
    say(f"HTTP     {url}  (the calls: {url}/docs)")
    say(f"Bolt     {address.uri}  user {address.user}  password {password}")
    say("Ctrl-C ends it.")
