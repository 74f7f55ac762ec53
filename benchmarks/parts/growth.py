"""What a statement costs in a large graph: a load of a million with a large hub, and small loads before and after."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.ledgers import Plan, write_ledger
from benchmarks.ratios import Spread
from benchmarks.report import Figure, Goal
from benchmarks.servers import Neo4jServer, run_load_process


@dataclass(frozen=True)
class Sizes:
    """Statements of the small and of the large loads, links of the hub, and the number of small loads."""

    small: int
    large: int
    hub: int
    rounds: int


SIZES, QUICK_SIZES = Sizes(10_000, 1_000_000, 400_000, 5), Sizes(2_000, 20_000, 8_000, 2)
PER_STATEMENT, LOADER_MIB = Goal(at_most=1.2), Goal(at_most=200)
#: Neo4j keeps 256 MB of logs and may need as much again until its next checkpoint.
LOGS_MIB = Goal(at_most=512)
EXPORT_MIB = Goal(at_most=300)
FORMATS, QUICK_FORMATS = ("jsonl", "csv", "graphml", "gexf"), ("jsonl",)


async def measure(neo4j: Neo4jServer, folder: Path, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the costs of the loads, and the memory of an export of the large graph."""
    sizes = QUICK_SIZES if quick else SIZES
    path, numbers = folder / "growth.jsonl", count(sizes.large, sizes.small)

    async def load(plan: Plan) -> dict[str, float]:
        write_ledger(plan, path)
        return await run_load_process(neo4j, "load", str(path))

    async def load_small() -> list[float]:
        """Return the milliseconds for each statement of several small loads."""
        plans = [Plan(sizes.small, first=next(numbers)) for _ in range(sizes.rounds)]
        return [(await load(plan))["seconds"] * 1000 / sizes.small for plan in plans]

    await load_small()  # Java compiles its code
    before = await load_small()
    logs = asyncio.create_task(_watch_logs(neo4j))
    large = await load(Plan(sizes.large, hubs=(sizes.hub,)))
    logs.cancel()
    after = await load_small()
    each = large["seconds"] * 1000 / sizes.large
    small, many = f"{sizes.small:,}", f"{sizes.large:,}"

    def costs(above: dict[str, float]) -> dict[str, float]:
        return above | {f"{small} ms a statement": Spread.of(before).median}

    yield Figure(
        "growth", f"cost of a statement: a load of {many} with a hub of {sizes.hub:,} links over a load of {small}",
        Spread.of([each / one for one in before]), goal=PER_STATEMENT, sides=costs({f"{many} ms a statement": each}),
    )  # fmt: skip
    yield Figure(
        "growth", f"cost of a statement: a load of {small} after {many} over before", Spread.of_ratios(after, before),
        goal=PER_STATEMENT, sides=costs({"after ms a statement": Spread.of(after).median}),
    )  # fmt: skip
    for name, value, goal in (
        (f"memory of a load of {many}", large["peak_mib"], LOADER_MIB),
        ("transaction logs, largest during it", await logs, LOGS_MIB),
        ("Neo4j's memory, peak", neo4j.peak_mib, None),
    ):
        yield Figure("growth", name, Spread.of([value]), "MiB", goal)
    for form in QUICK_FORMATS if quick else FORMATS:
        target = str(folder / f"export.{form}")
        cost = await run_load_process(neo4j, "command", "export", "--format", form, "--output", target)
        sides = {"seconds": cost["seconds"]}
        yield Figure(
            "growth", f"memory of an export as {form}", Spread.of([cost["peak_mib"]]), "MiB", EXPORT_MIB, sides
        )


async def _watch_logs(neo4j: Neo4jServer) -> float:
    """Return the largest size of the transaction logs until the task is cancelled."""
    largest = 0.0
    try:
        while True:
            largest = max(largest, neo4j.log_mib)
            await asyncio.sleep(0.5)
    except asyncio.CancelledError:
        return largest
