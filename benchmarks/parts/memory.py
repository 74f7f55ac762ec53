"""Memory of the service and of Neo4j, after a load and after the other parts have asked."""

from collections.abc import AsyncIterator

from benchmarks.ratios import Spread
from benchmarks.report import Figure, Goal
from benchmarks.servers import Neo4jServer, Server

#: MiB that the service may hold after a load.
SERVICE = Goal(at_most=120)


async def measure(neo4j: Neo4jServer, service: Server) -> AsyncIterator[Figure]:
    """Yield the resident memory now and at its peak."""
    for name, server, goal in (("service", service, SERVICE), ("Neo4j", neo4j, None)):
        yield Figure(
            "memory", f"{name}, resident", Spread.of([server.resident_mib]), "MiB", goal, {"peak": server.peak_mib}
        )
    yield Figure("memory", "Neo4j's transaction logs", Spread.of([neo4j.log_mib]), "MiB")
