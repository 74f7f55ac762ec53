"""The service: HTTP and the Bolt proxy on sockets."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from app.bolt import Account, BoltLimits, BoltProxy, Target
from app.main import create_app
from app.runtime.loading import load_seed_data
from app.runtime.neo4j import LogLine, Neo4jConnection
from app.runtime.reader_password import get_reader_password
from app.runtime.runtime import Runtime, build_runtime
from app.runtime.service_file import ServiceAddresses, write_service_file
from app.settings import READER_USER, Settings, client_address
from app.workers import WorkerPool, WorkerStart, listen


class Listeners(NamedTuple):
    """Sockets to serve on; ``bolt`` is None without a Bolt proxy."""

    http: socket.socket
    bolt: socket.socket | None


async def serve(
    settings: Settings,
    neo4j: Neo4jConnection,
    listeners: Listeners,
    say: LogLine,
    *,
    workers: int = 1,
    debug: bool = False,
) -> None:
    """Run the service until the process is terminated. ``say`` receives the addresses.

    With several ``workers``, this process leaves HTTP to them. The example data is loaded into an empty graph first,
    unless the settings turn that off.
    """
    async with build_runtime(settings, neo4j, say) as runtime:
        if settings.seed:
            await load_seed_data(runtime, say)
        http = f"http://{client_address(settings.host, listeners.http.getsockname()[1])}"
        async with _run_bolt_proxy(runtime, listeners.bolt) as bolt:
            served = ServiceAddresses(http, bolt, password_set=settings.reader_password_value is not None)
            _announce(runtime, served, say)
            with write_service_file(settings, served):
                if workers == 1:
                    await listen(create_app(runtime), listeners.http, debug=debug)
                else:
                    start = WorkerStart(settings, neo4j.address, listeners.http, debug)
                    await WorkerPool(start, workers).run(say)


@asynccontextmanager
async def _run_bolt_proxy(runtime: Runtime, listener: socket.socket | None) -> AsyncIterator[str | None]:
    """Run the Bolt proxy on a socket and yield its address, or None without one."""
    if listener is None:
        yield None
        return
    settings, address = runtime.settings, runtime.address
    proxy = BoltProxy(
        Target.from_uri(address.uri, address.user, address.password),
        Account(READER_USER, get_reader_password(settings)),
        settings.neo4j_database,
        await runtime.store.agent(),
        BoltLimits(timeout_s=settings.cypher_timeout_s),
        settings.allowed_hosts,
    )
    address_shown = f"bolt://{client_address(settings.host, listener.getsockname()[1])}"
    await proxy.open(listener)
    try:
        yield address_shown
    finally:
        await proxy.close()


def _announce(runtime: Runtime, served: ServiceAddresses, say: LogLine) -> None:
    say(f"HTTP     {served.http}  (API docs: {served.http}/docs)")
    if served.bolt:
        settings = runtime.settings
        password = "as in TRADEGRAPH_READER_PASSWORD" if served.password_set else get_reader_password(settings)
        say(f"Bolt     {served.bolt}  user {READER_USER}  password {password}")
    say("Press Ctrl-C to stop.")
