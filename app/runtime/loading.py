"""Loading of records into a runtime: the example data, files, and records from HTTP."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from app.runtime.neo4j import LogLine
from app.runtime.runtime import Runtime
from graph import ledger
from graph.errors import Problem
from graph.ingest.batch import parse
from graph.ingest.readers import RawRecord, read_files

SEED_DIR = Path(__file__).resolve().parents[2] / "seed_data"


async def load_seed_data(runtime: Runtime, say: LogLine) -> None:
    """Load the example data into an empty graph; do nothing if the graph has data."""
    if (await runtime.store.state()).revision > 0:
        return
    files = sorted(str(path) for path in SEED_DIR.rglob("*.yaml"))
    loaded = await load_files(runtime, files)
    say(f"Loaded the seed data: {loaded.entities} entities, {loaded.sources} sources, {loaded.statements} statements.")


async def load_files(
    runtime: Runtime,
    files: list[str],
    progress: ledger.Progress = lambda _done, _all: None,
    *,
    restored: bool = False,
) -> ledger.LoadResult:
    """Load the records of files. Raises RecordsRefused with all problems; then nothing is loaded.

    ``restored``: the files are a backup, whose records were checked when they were first loaded.
    """
    return await ingest_records(runtime, read_files(files), progress, restored=restored)


async def ingest_records(
    runtime: Runtime,
    raws: Iterable[RawRecord | Problem],
    progress: ledger.Progress = lambda _done, _all: None,
    *,
    restored: bool = False,
) -> ledger.LoadResult:
    """Load raw records from any source. Raises RecordsRefused as ``load_files`` does."""
    batch = await asyncio.to_thread(parse, raws, restored=restored)
    return await ledger.ingest(runtime.store, batch, progress)
