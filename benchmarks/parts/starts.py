"""How long commands and the service take to start."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

from benchmarks.http_client import Request, connect
from benchmarks.ratios import Rounds, Spread, interleave, timed
from benchmarks.report import Figure, Goal
from benchmarks.servers import TRADEGRAPH, run_child, start_local_service

HELP_S, SERVE_S = Goal(at_most=0.5), Goal(at_most=5)


async def measure(folder: Path, *, quick: bool) -> AsyncIterator[Figure]:
    """Yield the seconds of ``--help``, and from the second start of the service until it answers."""
    rounds = Rounds(2 if quick else 10, warming=1)
    data_dir = folder / "starts"

    async def show_help(_number: int) -> None:
        await run_child([*TRADEGRAPH, "--help"], {})

    async def serve(_number: int) -> float:
        began = time.perf_counter()
        async with start_local_service(data_dir) as service, connect(service.url) as connection:
            await connection.fetch(Request("/readyz"))
            return time.perf_counter() - began

    seconds = await interleave({"help": timed(show_help), "serve": serve}, rounds)
    yield Figure("starts", "tradegraph --help", Spread.of(seconds["help"]), "s", HELP_S)
    yield Figure("starts", "a second start of the service, until it answers", Spread.of(seconds["serve"]), "s", SERVE_S)
