"""The service on a Neo4j that answers: its graph filled and up to date, with HTTP and the Bolt door in front of it."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp

from app.bolt import Account, BoltLimits, BoltProxy, Target
from app.main import create_app
from app.runtime.neo4j import LogLine, Neo4jConnection
from app.runtime.runtime import (
    Runtime,
    ServiceAddresses,
    build_runtime,
    get_reader_password,
    load_seed_data,
    write_service_file,
)
from app.settings import READER_USER, Settings, client_address

#: A client that thinks for a minute keeps its connection.
KEEP_ALIVE_S = 75


class Listeners(NamedTuple):
    """The sockets to serve on; there may be none for analysts' tools."""

    http: socket.socket
    bolt: socket.socket | None


async def serve(
    settings: Settings, neo4j: Neo4jConnection, listeners: Listeners, say: LogLine, *, debug: bool = False
) -> None:
    """Serves until it is told to end; ``say`` is told where. An empty graph is filled first."""
    async with build_runtime(settings, neo4j, say) as runtime:
        if settings.seed:
            await load_seed_data(runtime, say)
        http = f"http://{client_address(settings.host, listeners.http.getsockname()[1])}"
        async with _run_bolt_proxy(runtime, listeners.bolt) as bolt:
            served = ServiceAddresses(http, bolt, password_set=settings.reader_password_value is not None)
            _announce(runtime, served, say)
            with write_service_file(settings, served):
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
async def _run_bolt_proxy(runtime: Runtime, listener: socket.socket | None) -> AsyncIterator[str | None]:
    """The door for analysts' tools, where there is to be one, and its address."""
    if listener is None:
        yield None
        return
    settings, address = runtime.settings, runtime.address
    door = BoltProxy(
        Target.from_uri(address.uri, address.user, address.password),
        Account(READER_USER, get_reader_password(settings)),
        settings.neo4j_database,
        await runtime.store.agent(),
        BoltLimits(timeout_s=settings.cypher_timeout_s),
        settings.allowed_hosts,
    )
    where = f"bolt://{client_address(settings.host, listener.getsockname()[1])}"
    await door.open(listener)
    try:
        yield where
    finally:
        await door.close()


def _announce(runtime: Runtime, served: ServiceAddresses, say: LogLine) -> None:
    say(f"HTTP     {served.http}  (the calls: {served.http}/docs)")
    if served.bolt:
        settings = runtime.settings
        password = "as in TRADEGRAPH_READER_PASSWORD" if served.password_set else get_reader_password(settings)
        say(f"Bolt     {served.bolt}  user {READER_USER}  password {password}")
    say("Ctrl-C ends it.")
