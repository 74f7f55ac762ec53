"""The loader over a bare loop that writes the same graph."""

from collections.abc import AsyncIterator
from pathlib import Path

from benchmarks.graph_access import clear, describe_graph
from benchmarks.ledgers import Plan, write_ledger
from benchmarks.ratios import Rounds, Spread, interleave, timed
from benchmarks.report import Figure, Goal
from benchmarks.servers import Neo4jServer, run_load_process, run_tradegraph

#: Statements, and the rounds; in a quick run the largest size is left out.
SIZES = {2_000: Rounds(9, 120, warming=2), 20_000: Rounds(7, 600), 100_000: Rounds(5, 1500)}
QUICK_SIZES = {2_000: Rounds(5, 20, warming=1), 20_000: Rounds(3, 30)}
OVER_BARE_LOOP, NOTHING_NEW = Goal(at_least=0.9), Goal(at_least=14_000)


class Loads:
    """Loads of one ledger into an empty Neo4j, by the product and by the bare loop."""

    def __init__(self, neo4j: Neo4jServer, folder: Path, plan: Plan) -> None:
        self._neo4j = neo4j
        self.ledger, self.rows = folder / f"{plan.statements}.jsonl", folder / f"{plan.statements}.rows"
        self.records = write_ledger(plan, self.ledger)
        self.costs: dict[str, list[dict[str, float]]] = {"load": [], "bare": [], "again": []}

    async def prepare(self) -> None:
        """Compute the rows for the bare loop."""
        await run_load_process(self._neo4j, "prepare", str(self.ledger), str(self.rows))

    async def check(self) -> None:
        """Check that both ways write the same graph, which also warms Neo4j. Raises RuntimeError if they do not."""
        graphs = []
        for side in (self.load, self.bare):
            await side(-1)
            graphs.append(await describe_graph(self._neo4j))
        if graphs[0] != graphs[1]:
            raise RuntimeError(f"The loader and the bare loop write different graphs: {graphs[0]} and {graphs[1]}.")

    async def load(self, number: int) -> float:
        """Load as the product does and return the seconds."""
        await clear(self._neo4j)
        return await self._measure("load", number, "load", str(self.ledger))

    async def load_twice(self, number: int) -> float:
        """Load as the product does, then load the same again; return the seconds of the first load."""
        seconds = await self.load(number)
        await self._measure("again", number, "load", str(self.ledger))
        return seconds

    async def bare(self, number: int) -> float:
        """Write the prepared rows and return the seconds."""
        await clear(self._neo4j)
        return await self._measure("bare", number, "bare", str(self.rows))

    async def command(self, _number: int) -> None:
        """Run ``tradegraph load``, imports and connecting included."""
        await run_tradegraph(self._neo4j, "load", str(self.ledger))

    def median(self, side: str, name: str) -> float:
        """Return the median of one cost of a side."""
        return Spread.of([cost[name] for cost in self.costs[side]]).median

    async def _measure(self, side: str, number: int, *arguments: str) -> float:
        cost = await run_load_process(self._neo4j, *arguments)
        if number >= 0:
            self.costs[side].append(cost)
        return cost["seconds"]


async def measure(neo4j: Neo4jServer, folder: Path, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the loader over the bare loop for each size, the command, and loading the same again."""
    for size, rounds in (QUICK_SIZES if quick else SIZES).items():
        loads = Loads(neo4j, folder, Plan(size))
        await loads.prepare()
        if size == min(SIZES) or not quick:
            await loads.check()
        seconds = await interleave({"load": loads.load_twice, "bare": loads.bare}, rounds)
        yield Figure(
            "loader",
            f"speed of the loader over the bare loop, {size:,} statements",
            Spread.of_ratios(seconds["bare"], seconds["load"]),
            goal=OVER_BARE_LOOP,
            sides=_describe(loads, size),
        )
        again = [loads.records / cost["seconds"] for cost in loads.costs["again"]]
        yield Figure(
            "loader", f"nothing new, {loads.records:,} records", Spread.of(again), "records/s",
            NOTHING_NEW if size > min(SIZES) else None,
        )  # fmt: skip
        yield Figure(
            "loader", f"memory of a load of {size:,} statements",
            Spread.of([cost["peak_mib"] for cost in loads.costs["load"]]), "MiB", Goal(at_most=200),
        )  # fmt: skip
    if not quick:
        await clear(neo4j)
        command = await timed(loads.command)(0)
        name = f"tradegraph load of {size:,} statements, once, with its start"
        yield Figure("loader", name, Spread.of([command]), "s")


def _describe(loads: Loads, size: int) -> dict[str, float]:
    out = {}
    for side, name in (("load", "loader"), ("bare", "bare loop")):
        out[f"{name} statements/s"] = size / loads.median(side, "seconds")
        out[f"{name} client CPU s"] = loads.median(side, "cpu_s")
        out[f"{name} Neo4j CPU s"] = loads.median(side, "neo4j_cpu_s")
    return out
