"""Ad-hoc questions rewritten for a day, over the same questions with their comparisons written by hand."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime

import neo4j

from benchmarks.graph_access import fetch, open_driver
from benchmarks.ratios import Rounds, Side, Spread, interleave, timed
from benchmarks.report import Figure, Goal
from benchmarks.servers import Neo4jServer
from graph.asof import QueryClocks, rewrite_checked

LINKS, QUICK_LINKS = 100_000, 10_000
PART = 10_000
ROUNDS, QUICK_ROUNDS = Rounds(15, 60, warming=3), Rounds(5, 3, warming=1)
GOAL = Goal(at_most=1.2)
AS_OF, KNOWN_AT = date(2025, 6, 1), datetime(2025, 8, 1, tzinfo=UTC)
HOLDS = "{0}.valid_from <= $as_of < {0}.valid_to AND {0}.known_from <= $known_at < {0}.known_to"
R, Q, T, P = map(HOLDS.format, "rqtp")
#: Question, and the same with its comparisons by hand.
QUESTIONS = {
    "one hop from a node": (
        "MATCH (:Measure {id: 'measure:17'})-[:RESTRICTS]->(p) RETURN count(p)",
        f"MATCH (:Measure {{id: 'measure:17'}})-[r:RESTRICTS]->(p) WHERE {R} RETURN count(p)",
    ),
    "two hops": (
        "MATCH (:Measure {id: 'measure:17'})-[:RESTRICTS]->()<-[:RESTRICTS]-(m) RETURN count(m)",
        f"MATCH (:Measure {{id: 'measure:17'}})-[r:RESTRICTS]->()<-[q:RESTRICTS]-(m) WHERE {R} AND {Q} RETURN count(m)",
    ),
    "count of the whole graph": (
        "MATCH (:Measure)-[:RESTRICTS]->() RETURN count(*)",
        f"MATCH (:Measure)-[r:RESTRICTS]->() WHERE {R} RETURN count(*)",
    ),
    "up to three hops": (
        "MATCH (:Measure {id: 'measure:17'})-[*1..3]-(x) RETURN count(x)",
        f"MATCH (:Measure {{id: 'measure:17'}})-[rs*1..3]-(x) WHERE all(r IN rs WHERE {R}) RETURN count(x)",
    ),
    "quantified path": (
        "MATCH (:Measure {id: 'measure:17'})--{1,3}(x) RETURN count(x)",
        f"MATCH (:Measure {{id: 'measure:17'}})-[r WHERE {R}]-{{1,3}}(x) RETURN count(x)",
    ),
    "test of a pattern": (
        "MATCH (m:Measure) WHERE NOT (m)-[:RESTRICTS]->() RETURN count(m)",
        f"MATCH (m:Measure) WHERE NOT EXISTS {{ MATCH (m)-[t:RESTRICTS]->() WHERE {T} }} RETURN count(m)",
    ),
    "evidence": (
        "MATCH (m:Measure)<-[:ABOUT]-(s) RETURN count(s)",
        "MATCH (m:Measure)<-[:ABOUT]-(s) WHERE s.known_from <= $known_at RETURN count(s)",
    ),
    "degree": (
        "MATCH (m:Measure) RETURN max(COUNT { (m)--() })",
        f"MATCH (m:Measure) RETURN max(COUNT {{ (m)-[p]-() WHERE {P} }})",
    ),
}


async def measure(server: Neo4jServer, *, quick: bool) -> AsyncIterator[Figure]:
    """Fill a graph, and yield the ratio for each question."""
    for name in ("as_of_index", "as_of_products", "await_indexes"):
        await fetch(server, name)
    links = QUICK_LINKS if quick else LINKS
    await fetch(server, "as_of_nodes", links=links)
    for first in range(1, links + 1, PART):  # a transaction has at most 256 MB
        await fetch(server, "as_of_fill", links=links, first=first, last=min(first + PART - 1, links))
    clocks = QueryClocks.parse(KNOWN_AT, AS_OF.isoformat(), KNOWN_AT.isoformat())
    if clocks is None:
        raise RuntimeError("a day was given, and no clocks are set")
    async with open_driver(server) as driver:
        for name, (question, by_hand) in QUESTIONS.items():
            asked = {
                "rewritten": (rewrite_checked(question, clocks), clocks.parameters),
                "by hand": (by_hand, {"as_of": AS_OF, "known_at": clocks.known_at}),
            }
            found = {side: await _ask(driver, text, parameters) for side, (text, parameters) in asked.items()}
            if found["rewritten"] != found["by hand"]:
                raise RuntimeError(f"The two ways to ask have different results, {name}: {found}.")
            sides = {side: _side(driver, text, parameters) for side, (text, parameters) in asked.items()}
            seconds = await interleave(sides, QUICK_ROUNDS if quick else ROUNDS)
            yield Figure(
                "as_of", f"{name}: rewritten over by hand", Spread.of_ratios(seconds["rewritten"], seconds["by hand"]),
                goal=GOAL, sides={f"{side} ms": Spread.of(values).median * 1000 for side, values in seconds.items()},
            )  # fmt: skip


async def _ask(driver: neo4j.AsyncDriver, text: str, parameters: Mapping[str, object]) -> object:
    async with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        record = await (await session.run(text, dict(parameters))).single(strict=True)
        return record.value()


def _side(driver: neo4j.AsyncDriver, text: str, parameters: Mapping[str, object]) -> Side:
    async def work(_number: int) -> None:
        await _ask(driver, text, parameters)

    return timed(work)
