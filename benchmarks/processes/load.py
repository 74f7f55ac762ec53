"""Processes that print what their work cost: ``python -m benchmarks.processes.load load|prepare|bare|command …``.

Each load is a process of its own, so that its memory and processor time are those of one load. Imports and connecting
are not counted.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.runtime.process_setup import set_up_process

set_up_process()  # as each command does, before the driver is imported

import neo4j  # noqa: E402
import orjson  # noqa: E402

from app.cli.console import log_line, run_async  # noqa: E402
from app.cli.main import app  # noqa: E402
from app.runtime.loading import load_files  # noqa: E402
from app.runtime.runtime import open_runtime  # noqa: E402
from app.settings import read_settings  # noqa: E402
from benchmarks.queries import read_query  # noqa: E402
from benchmarks.servers import read_peak_mib  # noqa: E402
from graph.ingest.batch import parse  # noqa: E402
from graph.ingest.readers import read_files  # noqa: E402
from graph.model.dates import format_instant  # noqa: E402
from graph.model.types import Statement  # noqa: E402
from graph.projection.project import project  # noqa: E402
from graph.store import mapping  # noqa: E402

#: Rows in one query of the bare loop.
BATCH = 2000


def load(path: str) -> None:
    """Load a file as the product does."""

    async def run() -> None:
        async with open_runtime(read_settings(), log_line) as runtime:
            with _Meter():
                await load_files(runtime, [path])

    run_async(run())


def prepare(path: str, rows: str) -> None:
    """Validate and project a file, and write the rows of its graph for the bare loop."""
    batch = parse(read_files([path]))
    batch.raise_problems()
    entities, sources = ([found.item for found in kind] for kind in (batch.spool.entities(), batch.spool.sources()))
    statements = [found.item for found in batch.spool.statements()]
    graph = project(statements, {source.id: source for source in sources})
    recorded_at = format_instant(datetime.now(UTC))
    with Path(rows).open("wb") as file:
        for query, part in (
            *_batches("entities", map(mapping.entity_row, entities)),
            *_batches("sources", map(mapping.source_row, sources)),
            *_batches("statements", (_statement_row(statement, recorded_at) for statement in statements)),
            *_batches("links", map(mapping.link_row, graph.links)),
            *_batches("periods", map(mapping.period_row, graph.periods)),
        ):
            file.write(orjson.dumps([query, part], option=orjson.OPT_APPEND_NEWLINE))


def _statement_row(statement: Statement, recorded_at: str) -> dict[str, Any]:
    return mapping.statement_row(statement) | {"source": statement.source, "recorded_at": recorded_at}


def _batches(query: str, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
    every = list(rows)
    for start in range(0, len(every), BATCH):
        yield f"bare_{query}", every[start : start + BATCH]


def bare(rows: str) -> None:
    """Write prepared rows with one query for each batch: no checks, no projection, nothing read back."""
    batches = [orjson.loads(line) for line in Path(rows).read_bytes().splitlines()]
    queries = {name: read_query(name) for name, _ in batches}
    account = (os.environ["TRADEGRAPH_NEO4J_USER"], os.environ["TRADEGRAPH_NEO4J_PASSWORD"])
    with (
        neo4j.GraphDatabase.driver(os.environ["TRADEGRAPH_NEO4J_URI"], auth=account) as driver,
        driver.session(database="neo4j") as session,
    ):
        driver.verify_connectivity()
        with _Meter():
            for name, batch in batches:
                session.run(queries[name], rows=batch).consume()


def command(*arguments: str) -> None:
    """Run a command of tradegraph in this process."""
    with _Meter(), contextlib.redirect_stdout(sys.stderr), contextlib.suppress(SystemExit):
        app(list(arguments))


class _Meter:
    """Measures a block and prints the seconds, the processor time and the largest memory of the process."""

    def __enter__(self) -> None:
        self._began, self._cpu = time.perf_counter(), time.process_time()

    def __exit__(self, *error: object) -> None:
        cost = {
            "seconds": time.perf_counter() - self._began,
            "cpu_s": time.process_time() - self._cpu,
            # ru_maxrss would be that of the parent, if it was larger when it started this process.
            "peak_mib": read_peak_mib(os.getpid()),
        }
        print(orjson.dumps(cost).decode(), flush=True)


if __name__ == "__main__":
    work: dict[str, Callable[..., None]] = {"load": load, "prepare": prepare, "bare": bare, "command": command}
    work[sys.argv[1]](*sys.argv[2:])
