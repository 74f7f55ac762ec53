"""What the benchmarks do with the graph itself, past the product: empty it and count what is in it."""

from typing import Any

import neo4j

from benchmarks.queries import read_query
from benchmarks.servers import Neo4jServer

#: Seconds for a query here: counting a large graph on a busy machine takes longer than Neo4j's limit for reads.
TIMEOUT_S = 600


def open_driver(server: Neo4jServer) -> neo4j.AsyncDriver:
    """Return a driver with the defaults that anyone would use."""
    return neo4j.AsyncGraphDatabase.driver(server.address.uri, auth=(server.address.user, server.address.password))


async def fetch(server: Neo4jServer, name: str, **parameters: Any) -> list[list[Any]]:
    """Run a query of the benchmarks and return its rows."""
    async with open_driver(server) as driver, driver.session(database="neo4j") as session:
        result = await session.run(neo4j.Query(read_query(name), timeout=TIMEOUT_S), parameters)
        return [record.values() async for record in result]


async def clear(server: Neo4jServer) -> None:
    """Delete everything in parts; constraints and indexes remain."""
    for name in ("clear_relationships", "clear_nodes"):
        while (await fetch(server, name))[0][0]:
            pass


async def describe_graph(server: Neo4jServer) -> list[list[Any]]:
    """Return the numbers of nodes, relationships and properties by label or type."""
    return [*await fetch(server, "count_nodes"), *await fetch(server, "count_relationships")]
