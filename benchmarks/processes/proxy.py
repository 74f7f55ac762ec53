"""The Bolt proxy alone: ``python -m benchmarks.processes.proxy``, with Neo4j in the environment."""

import asyncio
import os
import socket

import uvloop

from app.bolt import Account, BoltLimits, BoltProxy, Target

USER, PASSWORD = "reader", "only for reading"
#: Seconds for one query.
TIMEOUT_S = 600


async def serve(uri: str, user: str, password: str) -> None:
    """Run a proxy and print its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    limits = BoltLimits(timeout_s=TIMEOUT_S)
    proxy = BoltProxy(Target.from_uri(uri, user, password), Account(USER, PASSWORD), "neo4j", "Neo4j/5.26.0", limits)
    await proxy.open(listener)
    print(f"BOLT bolt://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(*(os.environ[f"TRADEGRAPH_NEO4J_{name}"] for name in ("URI", "USER", "PASSWORD"))))
