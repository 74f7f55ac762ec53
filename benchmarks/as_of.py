"""Cost of clocks: ``python benchmarks/as_of.py``. Takes some minutes on an idle machine.

It starts a local Neo4j in a temporary folder with a graph of 100,000 links and as many statements. Each question is
asked twice in turn: rewritten for a day, and with the comparisons by hand. Only the ratio within a pair counts.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import neo4j

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.asof import QueryClocks, rewrite_checked
from graph.local_neo4j import Address, LocalNeo4j

LINKS, PAIRS, WARMING = 100_000, 15, 3
CLOCKS = QueryClocks.parse(datetime(2025, 8, 1, tzinfo=UTC), "2025-06-01", "2025-08-01")
HOLDS = "{0}.valid_from <= $as_of < {0}.valid_to AND {0}.known_from <= $known_at < {0}.known_to"
R, Q, T, P = map(HOLDS.format, "rqtp")
FILL = """
UNWIND range(0, $links / 20) AS n
CREATE (:Entity:Measure {id: 'measure:' + n}), (:Entity:Product {id: 'product:' + n})
WITH count(*) AS made
UNWIND range(1, $links) AS n
MATCH (m:Measure {id: 'measure:' + (n * 7919) % ($links / 20)})
MATCH (p:Product {id: 'product:' + (n * 104729) % ($links / 20)})
CREATE (m)-[:RESTRICTS {
  fact_id: 'f' + n, valid_from: date('2025-01-01') + duration({days: n % 300}), valid_to: date('2025-04-01') +
  duration({days: n % 500}), known_from: datetime('2025-01-02T00:00:00Z') + duration({days: n % 300}),
  known_to: CASE n % 3 WHEN 0 THEN datetime('2025-07-01T00:00:00Z') ELSE datetime('9999-12-31T00:00:00Z') END}]->(p)
CREATE (s:Statement {fact_id: 'f' + n, known_from: datetime('2025-01-02T00:00:00Z') + duration({days: n % 300})})
CREATE (s)-[:ABOUT {
  valid_from: date('0001-01-01'), valid_to: date('9999-12-31'), known_from: s.known_from,
  known_to: datetime('9999-12-31T00:00:00Z')}]->(m)
"""
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


class Ratio(NamedTuple):
    """Time of the rewritten question divided by that of the one by hand: median and quartiles of the pairs."""

    low: float
    median: float
    high: float


def measure(session: neo4j.Session, pairs: int = PAIRS) -> dict[str, Ratio]:
    """Return the paired ratio of each question, on a session that reads the filled graph."""
    assert CLOCKS
    by_hand: Mapping[str, object] = {"as_of": date(2025, 6, 1), "known_at": CLOCKS.known_at}
    found = {}
    for name, (question, hand) in QUESTIONS.items():
        ratios = []
        rewritten = rewrite_checked(question, CLOCKS)
        for number in range(WARMING + pairs):
            first, took_first = _ask(session, rewritten, CLOCKS.parameters)
            second, took_second = _ask(session, hand, by_hand)
            assert first == second, name
            if number >= WARMING:
                ratios.append(took_first / took_second)
        low, median, high = statistics.quantiles(ratios, n=4)
        found[name] = Ratio(low, median, high)
    return found


def fill(session: neo4j.Session, links: int = LINKS) -> None:
    """Make the graph."""
    for label in ("Measure", "Product"):
        session.run(f"CREATE INDEX {label.lower()}_id IF NOT EXISTS FOR (n:{label}) ON (n.id)").consume()
    session.run("CALL db.awaitIndexes()").consume()
    session.run(neo4j.Query(FILL, timeout=600), links=links).consume()


def _ask(session: neo4j.Session, text: str, parameters: Mapping[str, object]) -> tuple[object, float]:
    began = time.perf_counter()
    value = session.run(text, parameters).single(strict=True).value()
    return value, time.perf_counter() - began


def report(address: Address) -> None:
    """Fill the graph and print the ratios."""
    with neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        with driver.session() as session:
            fill(session)
        with driver.session() as session:
            for name, ratio in measure(session).items():
                print(f"{name:26} {ratio.median:.2f} (quartiles {ratio.low:.2f} and {ratio.high:.2f})", flush=True)


async def main() -> None:
    """Start Neo4j, measure, and stop it."""
    with tempfile.TemporaryDirectory() as folder:
        local = LocalNeo4j(Path(folder), password=None, say=print)
        address = await local.start()
        try:
            await asyncio.to_thread(report, address)
        finally:
            await local.stop()


if __name__ == "__main__":
    asyncio.run(main())
