"""The service on a Neo4j that answers: its graph filled and up to date, with HTTP and the Bolt door in front of it."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp

from app.bolt import Door, Reader, Rules, Target
from app.main import create_app
from app.runtime.neo4j import Reached, Say
from app.runtime.runtime import Runtime, Served, reader_password, seed, served_at, wired
from app.settings import READER, Settings, shown

#: A client that thinks for a minute keeps its connection.
KEEP_ALIVE_S = 75


class Listeners(NamedTuple):
    """The sockets to serve on; there may be none for analysts' tools."""

    http: socket.socket
    bolt: socket.socket | None


async def serve(settings: Settings, neo4j: Reached, listeners: Listeners, say: Say, *, debug: bool = False) -> None:
    """Serves until it is told to end; ``say`` is told where. An empty graph is filled first."""
    async with wired(settings, neo4j, say) as runtime:
        if settings.seed:
            await seed(runtime, say)
        http = f"http://{shown(settings.host, listeners.http.getsockname()[1])}"
        async with _door(runtime, listeners.bolt) as bolt:
            served = Served(http, bolt, password_set=settings.reader is not None)
            _announce(runtime, served, say)
            with served_at(settings, served):
                await listen(create_app(runtime), listeners.http, debug=debug)


async def listen(app: ASGIApp, listener: socket.socket, *, lifespan: bool = False, debug: bool = False) -> None:
    """Serves an application on ``listener`` until the process is told to end."""
    config = uvicorn.Config(
        app,
        log_level="debug" if debug else "warning",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=5,
        server_header=False,
        ws="none",
        lifespan="on" if lifespan else "off",
    )
    await uvicorn.Server(config).serve(sockets=[listener])


@asynccontextmanager
async def _door(runtime: Runtime, listener: socket.socket | None) -> AsyncIterator[str | None]:
    """The door for analysts' tools, where there is to be one, and its address."""
    if listener is None:
        yield None
        return
    settings, address = runtime.settings, runtime.address
    door = Door(
        Target.of(address.uri, address.user, address.password),
        Reader(READER, reader_password(settings)),
        settings.neo4j_database,
        await runtime.store.agent(),
        Rules(timeout_s=settings.cypher_timeout_s),
        settings.allowed_hosts,
    )
    where = f"bolt://{shown(settings.host, listener.getsockname()[1])}"
    await door.open(listener)
    try:
        yield where
    finally:
        await door.close()


def _announce(runtime: Runtime, served: Served, say: Say) -> None:
    say(f"HTTP     {served.http}  (the calls: {served.http}/docs)")
    if served.bolt:
        settings = runtime.settings
        password = "as in TRADEGRAPH_READER_PASSWORD" if served.password_set else reader_password(settings)
        say(f"Bolt     {served.bolt}  user {READER}  password {password}")
    say("Ctrl-C ends it.")
