"""Requests per second of 32 clients: the service over the raw driver."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count

from benchmarks.graph_access import open_driver
from benchmarks.http_client import connect
from benchmarks.parts.http import ask_driver, fetch_json
from benchmarks.questions import make_questions
from benchmarks.ratios import Rounds, Side, Spread, interleave
from benchmarks.report import Figure, Goal
from benchmarks.servers import Neo4jServer, Server

CLIENTS = 32
#: Seconds of one measurement.
BURST_S, QUICK_BURST_S = 2.0, 0.7
ROUNDS, QUICK_ROUNDS = Rounds(10, 120, warming=1), Rounds(3, 15, warming=1)
OVER_DRIVER = Goal(at_least=0.8)
ASKED = ("entity", "links", "search")


async def measure(neo4j: Neo4jServer, service: Server, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the ratio of the requests per second for some questions."""
    async with AsyncExitStack() as stack:
        driver = await stack.enter_async_context(open_driver(neo4j))
        connections = [await stack.enter_async_context(connect(service.url)) for _ in range(CLIENTS)]
        numbers = count()  # no request twice
        for question in await make_questions(neo4j):
            if question.query not in ASKED:
                continue

            async def by_driver(_client: int, question=question) -> None:  # type: ignore[no-untyped-def]
                await ask_driver(driver, question, next(numbers))

            async def by_http(client: int, question=question) -> None:  # type: ignore[no-untyped-def]
                await fetch_json(connections[client], question.ask_service(next(numbers)))

            burst_s = QUICK_BURST_S if quick else BURST_S
            sides = {"driver": _burst(by_driver, burst_s), "service": _burst(by_http, burst_s)}
            seconds = await interleave(sides, QUICK_ROUNDS if quick else ROUNDS)
            yield Figure(
                "clients",
                f"{CLIENTS} clients, {question.name}: requests per second of the service over the raw driver",
                Spread.of_ratios(seconds["driver"], seconds["service"]),
                goal=OVER_DRIVER,
                sides={f"{name} requests/s": 1 / Spread.of(values).median for name, values in seconds.items()},
            )


def _burst(ask: Callable[[int], Awaitable[None]], burst_s: float) -> Side:
    """Return a side in which all clients ask for some seconds; its value is the seconds per request."""

    async def side(_number: int) -> float:
        began = time.perf_counter()

        async def client(number: int) -> int:
            done = 0
            while time.perf_counter() - began < burst_s:
                await ask(number)
                done += 1
            return done

        done = await asyncio.gather(*(client(number) for number in range(CLIENTS)))
        return (time.perf_counter() - began) / sum(done)

    return side
