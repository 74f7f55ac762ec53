"""The service over the raw driver, over a naive service and next to Neo4j's HTTP Query API, one client."""

import base64
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import neo4j
import orjson

from benchmarks.graph_access import open_driver
from benchmarks.http_client import Connection, Request, connect
from benchmarks.questions import Question, make_questions
from benchmarks.ratios import Rounds, Side, Spread, interleave, timed
from benchmarks.report import Figure, Goal
from benchmarks.servers import Neo4jServer, Server, start_naive_service

ROUNDS, QUICK_ROUNDS = Rounds(300, 120, warming=50), Rounds(50, 4, warming=10)
#: Answers of a megabyte take long enough to be measured less often.
LARGE_ROUNDS, QUICK_LARGE_ROUNDS = Rounds(40, 180, warming=10), Rounds(10, 8, warming=2)
OVER_DRIVER = {"entity": 1.4, "links": 1.4, "search": 1.35, "path": 1.35, "rows": 1.1}
#: Added to the numbers of questions that are asked twice, and the first number of those that are compared: no other
#: side may ask the same, because the service would remember it.
AGAIN, UNCHANGED, CHECKED = 400, 800, 1200
THE_SAME_AGAIN = Goal(at_most=0.5)

#: What both answers to a question must agree in: a number read from the service's body, and from the driver's rows.
_SAME: dict[str, tuple[Callable[[Any], int], Callable[[Any], int]]] = {
    "entity": (
        lambda body: sum(one["out"] + one["in"] for one in body["links"].values()),
        lambda rows: sum(n for _, _, n in rows[0][1]),
    ),
    "links": (lambda body: len(body["items"]), lambda rows: len(rows[0][0])),
    "search": (lambda body: bool(body["items"]), lambda rows: bool(rows[0][0])),
    "path": (lambda body: sum(len(one["links"]) for one in body["items"]), lambda rows: sum(len(r[1]) for r in rows)),
    "rows": (lambda body: len(body["rows"]), len),
}


class Asked:
    """Connections to all that answer a question."""

    def __init__(self, neo4j_server: Neo4jServer, service: Server, naive: Server, stack: AsyncExitStack) -> None:
        self._neo4j, self._service, self._naive, self._stack = neo4j_server, service, naive, stack
        token = base64.b64encode(f"{neo4j_server.address.user}:{neo4j_server.address.password}".encode()).decode()
        self._authorization = f"Basic {token}"

    async def connect(self) -> None:
        """Connect to all of them."""
        self.driver = await self._stack.enter_async_context(open_driver(self._neo4j))
        self.http = await self._stack.enter_async_context(connect(self._service.url))
        self.naive = await self._stack.enter_async_context(connect(self._naive.url))
        self.query_api = await self._stack.enter_async_context(connect(self._neo4j.url))

    def sides(self, question: Question) -> dict[str, Side]:
        """Return the sides that answer a question: the driver, the service, and the others."""

        async def driver(number: int) -> None:
            await ask_driver(self.driver, question, number)

        async def again(number: int) -> float:
            request = question.ask_service(number + AGAIN)
            await fetch_json(self.http, request)
            return await timed(lambda _number: fetch_json(self.http, request))(number)

        async def unchanged(number: int) -> float:
            request = question.ask_service(number + UNCHANGED)
            await self.http.fetch(request)
            known = replace(request, headers={"If-None-Match": self.http.etag or ""})
            return await timed(lambda _number: self.http.fetch(known))(number)

        sides = {
            "driver": timed(driver),
            "service": timed(lambda number: fetch_json(self.http, question.ask_service(number))),
            "naive": timed(lambda number: fetch_json(self.naive, question.ask_naive_service(number))),
            "query API": timed(
                lambda number: fetch_json(self.query_api, question.ask_query_api(number, self._authorization))
            ),
            "again": again,
        }
        return sides if question.is_sent_in_a_body else sides | {"unchanged": unchanged}

    async def check(self, question: Question) -> None:
        """Compare the service's answers with the driver's. Raises RuntimeError if they differ."""
        of_service, of_driver = _SAME[question.query]
        for number in range(CHECKED, CHECKED + 5):
            body = await fetch_json(self.http, question.ask_service(number))
            rows = await ask_driver(self.driver, question, number)
            if of_service(body) != of_driver(rows):
                raise RuntimeError(
                    f"{question.name}, {question.parameters(number)}: the service and the driver differ: "
                    f"{of_service(body)} and {of_driver(rows)}."
                )


async def ask_driver(driver: neo4j.AsyncDriver, question: Question, number: int) -> Sequence[Sequence[Any]]:
    """Ask a question in the way that costs the driver least."""
    async with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        result = await session.run(question.cypher, question.parameters(number))
        return [record.values() async for record in result]


async def fetch_json(connection: Connection, request: Request) -> Any:
    """Send a request and parse the response."""
    return orjson.loads(await connection.fetch(request))


async def measure(neo4j_server: Neo4jServer, service: Server, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the ratios of each question."""
    async with AsyncExitStack() as stack:
        naive = await stack.enter_async_context(start_naive_service(neo4j_server))
        asked = Asked(neo4j_server, service, naive, stack)
        await asked.connect()
        for question in await make_questions(neo4j_server):
            await asked.check(question)
            rounds = QUICK_ROUNDS if quick else ROUNDS
            if question.query == "rows":
                rounds = QUICK_LARGE_ROUNDS if quick else LARGE_ROUNDS
            seconds = await interleave(asked.sides(question), rounds)
            for figure in _compare(question, seconds):
                yield figure


def _compare(question: Question, seconds: dict[str, list[float]]) -> list[Figure]:
    medians = {f"{name} ms": Spread.of(values).median * 1000 for name, values in seconds.items()}

    def over(above: str, below: str, words: str, goal: Goal | None = None) -> Figure:
        sides = {name: medians[name] for name in (f"{above} ms", f"{below} ms")}
        spread = Spread.of_ratios(seconds[above], seconds[below])
        return Figure("http", f"{question.name}: {words}", spread, goal=goal, sides=sides)

    compared = [
        over("service", "driver", "service over raw driver", Goal(at_most=OVER_DRIVER[question.query])),
        over(
            "again", "driver", "the same again over raw driver", THE_SAME_AGAIN if question.query == "entity" else None
        ),
        over("service", "naive", "service over naive service"),
        over("query API", "driver", "Neo4j's Query API over raw driver"),
    ]
    if "unchanged" in seconds:
        compared.append(over("unchanged", "driver", "the same again with If-None-Match over raw driver"))
    return compared
