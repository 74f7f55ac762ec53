"""Questions about an entity with tens of thousands of links over the same about one with forty."""

from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode

from benchmarks.http_client import Request, connect
from benchmarks.ledgers import Plan
from benchmarks.ledgers.entities import hub_id
from benchmarks.questions import KNOWN_AT, make_day
from benchmarks.ratios import Rounds, Spread, interleave, timed
from benchmarks.report import Figure, Goal
from benchmarks.servers import Server

ROUNDS, QUICK_ROUNDS = Rounds(40, 120, warming=3), Rounds(10, 3, warming=1)
OVER_SMALL = Goal(at_most=3)
#: These return up to 300 entities around the hub, so they have no goal in common with forty.
WITHOUT_GOAL = ("graph of 300 around it", "scene of the picture")

#: The request for a pair of hubs of one size on a day.
QUESTIONS: dict[str, Callable[[str, str, str], Request]] = {
    "entity": lambda one, _other, day: _get(f"/entities/{one}", as_of=day),
    "first page of links": lambda one, _other, day: _get(f"/entities/{one}/links", as_of=day),
    "path between two": lambda one, other, day: _get("/paths", **{"from": one, "to": other, "as_of": day, "k": "1"}),
    "board with its counts": lambda one, _other, day: _get("/board", id=one, as_of=day),
    "graph of 300 around it": lambda one, _other, day: _get("/graph", id=one, as_of=day),
    "scene of the picture": lambda one, _other, day: _get("/scene", id=one, as_of=day),
}


async def measure(plan: Plan, service: Server, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the ratio of each question. The plan has two small hubs and two large ones."""
    small, large = plan.hubs[0], plan.hubs[-1]
    hubs = {small: (hub_id(plan, 0), hub_id(plan, 1)), large: (hub_id(plan, 2), hub_id(plan, 3))}
    async with connect(service.url) as connection:
        for name, ask in QUESTIONS.items():
            sides = {
                str(size): timed(lambda number, ask=ask, ends=ends: connection.fetch(ask(*ends, make_day(number))))  # type: ignore[misc]
                for size, ends in hubs.items()
            }
            seconds = await interleave(sides, QUICK_ROUNDS if quick else ROUNDS)
            yield Figure(
                "hubs",
                f"{name}: {large:,} links over {small}",
                Spread.of_ratios(seconds[str(large)], seconds[str(small)]),
                goal=None if name in WITHOUT_GOAL else OVER_SMALL,
                sides={f"{int(size):,} links ms": Spread.of(values).median * 1000 for size, values in seconds.items()},
            )


def _get(path: str, **parameters: str) -> Request:
    return Request(f"{path}?{urlencode(parameters | {'known_at': KNOWN_AT})}")
