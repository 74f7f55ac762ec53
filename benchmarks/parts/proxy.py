"""The Bolt proxy over Neo4j itself: a look-up, a million records, and the memory of the proxy's process."""

import asyncio
from collections.abc import AsyncIterator

import neo4j

from benchmarks.graph_access import fetch, open_driver
from benchmarks.processes.proxy import PASSWORD, USER
from benchmarks.queries import read_query
from benchmarks.ratios import Rounds, Side, Spread, interleave, timed
from benchmarks.report import Figure
from benchmarks.servers import Neo4jServer, start_proxy

RECORDS, QUICK_RECORDS = 1_000_000, 100_000
#: Seconds: a busy machine may need more than Neo4j's default limit of 30 s.
STREAM_TIMEOUT_S = 300
ROUNDS, QUICK_ROUNDS = Rounds(1000, 120, warming=300), Rounds(200, 5, warming=50)
STREAMS, QUICK_STREAMS = Rounds(5, 240, warming=1), Rounds(3, 15, warming=1)


async def measure(server: Neo4jServer, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the ratios, and the memory also with a reader that stops reading."""
    for name in ("proxy_nodes", "proxy_constraint", "await_indexes"):
        await fetch(server, name)
    async with (
        start_proxy(server) as proxy,
        open_driver(server) as direct,
        neo4j.AsyncGraphDatabase.driver(proxy.url, auth=(USER, PASSWORD)) as through,
    ):
        looks = await interleave(
            {"Neo4j": _look_up(direct), "proxy": _look_up(through)}, QUICK_ROUNDS if quick else ROUNDS
        )
        yield _compare("a look-up", looks, "ms", 1000)
        records = QUICK_RECORDS if quick else RECORDS
        streams = await interleave(
            {
                "Neo4j": _stream(server.address.uri, server.address.user, server.address.password, records),
                "proxy": _stream(proxy.url, USER, PASSWORD, records),
            },
            QUICK_STREAMS if quick else STREAMS,
        )
        yield _compare(f"{records:,} records", streams, "s", 1)
        async with through.session(fetch_size=-1) as session:
            await session.run(read_query("proxy_stream"), count=records)
            await asyncio.sleep(5)  # nothing is read meanwhile; closing the session reads the rest
        yield Figure("proxy", "memory of the proxy, peak", Spread.of([proxy.peak_mib]), "MiB")


def _compare(name: str, seconds: dict[str, list[float]], unit: str, factor: float) -> Figure:
    sides = {f"{side} {unit}": Spread.of(values).median * factor for side, values in seconds.items()}
    spread = Spread.of_ratios(seconds["proxy"], seconds["Neo4j"])
    return Figure("proxy", f"{name}: through the proxy over Neo4j itself", spread, sides=sides)


def _look_up(driver: neo4j.AsyncDriver) -> Side:
    async def work(_number: int) -> None:
        async with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
            await (await session.run(read_query("proxy_look_up"), id="500")).single(strict=True)

    return timed(work)


def _stream(url: str, user: str, password: str, records: int) -> Side:
    """Return a side that reads many records, with the driver that is faster at it: the synchronous one."""
    query = neo4j.Query(read_query("proxy_stream"), timeout=STREAM_TIMEOUT_S)

    def read() -> None:
        with (
            neo4j.GraphDatabase.driver(url, auth=(user, password)) as driver,
            driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS, fetch_size=10_000) as session,
        ):
            assert sum(1 for _ in session.run(query, count=records)) == records

    return timed(lambda _number: asyncio.to_thread(read))
