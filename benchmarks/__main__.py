"""Run the benchmarks, or write a generated ledger: ``make bench``, ``python -m benchmarks --help``."""

import argparse
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks.ledgers import Plan, write_ledger
from benchmarks.machine import commit, describe_machine
from benchmarks.parts import as_of, clients, growth, http, hubs, loader, memory, picture, proxy, starts
from benchmarks.report import Figure, write_results
from benchmarks.servers import Neo4jServer, run_tradegraph, start_neo4j, start_service

#: Parts that ask one service, and all parts, in the order in which they are measured.
SERVED = ("http", "clients", "hubs", "picture", "memory")
PARTS = ("loader", *SERVED, "as_of", "proxy", "starts", "growth")

#: The ledger of the service: two small hubs, and two large ones.
PLAN = Plan(150_000, hubs=(40, 40, 40_000, 40_000))
QUICK_PLAN = Plan(20_000, hubs=(40, 40, 4_000, 4_000))


async def measure(only: Collection[str], folder: Path, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the figures of the chosen parts, most of them with a Neo4j of their own."""

    async def alone(name: str, part: Callable[[Neo4jServer], AsyncIterator[Figure]]) -> AsyncIterator[Figure]:
        async with start_neo4j(folder / name) as neo4j:
            async for figure in part(neo4j):
                yield figure

    parts: dict[tuple[str, ...], Callable[[], AsyncIterator[Figure]]] = {
        ("loader",): lambda: alone("loader", lambda neo4j: loader.measure(neo4j, folder, quick=quick)),
        SERVED: lambda: measure_served(only, folder, quick=quick),
        ("as_of",): lambda: alone("as_of", lambda neo4j: as_of.measure(neo4j, quick=quick)),
        ("proxy",): lambda: alone("proxy", lambda neo4j: proxy.measure(neo4j, quick=quick)),
        ("starts",): lambda: starts.measure(folder, quick=quick),
        ("growth",): lambda: alone("growth", lambda neo4j: growth.measure(neo4j, folder, quick=quick)),
    }
    for names, part in parts.items():
        if set(names) & set(only):
            async for figure in part():
                yield figure


async def measure_served(only: Collection[str], folder: Path, *, quick: bool) -> AsyncIterator[Figure]:
    """Load a ledger while a service runs, and yield the figures of the parts that ask it."""
    plan, ledger = QUICK_PLAN if quick else PLAN, folder / "served.jsonl"
    write_ledger(plan, ledger)
    async with start_neo4j(folder / "served") as neo4j, start_service(neo4j) as service:
        await run_tradegraph(neo4j, "load", str(ledger))
        parts = {
            "http": lambda: http.measure(neo4j, service, quick=quick),
            "clients": lambda: clients.measure(neo4j, service, quick=quick),
            "hubs": lambda: hubs.measure(plan, service, quick=quick),
            "picture": lambda: picture.measure(plan, neo4j, service, folder, quick=quick),
            "memory": lambda: memory.measure(neo4j, service),
        }
        for name in SERVED:
            if name in only:
                async for figure in parts[name]():
                    yield figure


async def run(only: list[str], *, quick: bool) -> None:
    """Measure, print each figure when it is there, and write the page, also if a part fails."""
    began, started = time.perf_counter(), datetime.now(UTC)
    machine, figures, complete = describe_machine(), [], False
    try:
        with tempfile.TemporaryDirectory(prefix="tradegraph-bench-") as folder:
            async for figure in measure(only or PARTS, Path(folder), quick=quick):
                figures.append(figure)
                print(figure, flush=True)
        complete = True
    finally:
        about = {
            "started": started.isoformat(timespec="seconds"),
            "commit": commit(),
            "quick": quick,
            "only": only,
            "seconds": time.perf_counter() - began,
            "complete": complete,
        }
        page = write_results(about, machine, figures)
        print(f"Written to {page} and {page.with_suffix('.json').name}.")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("run", help="measure, and write benchmarks/results/")
    measuring.add_argument("only", nargs="*", metavar="PART", help=f"only these of {', '.join(PARTS)}")
    measuring.add_argument("--quick", action="store_true", help="smaller and fewer: five minutes")
    ledger = commands.add_parser("ledger", help="write a generated ledger as JSON Lines")
    ledger.add_argument("statements", type=int)
    ledger.add_argument("file", type=Path)
    ledger.add_argument("--seed", type=int, default=1)
    ledger.add_argument("--first", type=int, default=0, help="number of the first company, measure and so on")
    ledger.add_argument("--hub", type=int, action="append", default=[], help="a list with so many links")
    chosen = parser.parse_args()
    if chosen.command == "ledger":
        plan = Plan(chosen.statements, chosen.seed, tuple(chosen.hub), chosen.first)
        print(f"{write_ledger(plan, chosen.file)} records")
    elif unknown := set(chosen.only) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}: choose from {', '.join(PARTS)}.")
    else:
        uvloop.run(run(chosen.only, quick=chosen.quick))


if __name__ == "__main__":
    main()
