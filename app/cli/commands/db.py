"""``tradegraph db``: run the local Neo4j, back up and restore the ledger."""

import asyncio
import gzip
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import typer

from app.cli.commands.load import format_record_counts
from app.cli.console import format_count, log_line, open_output, run_async
from app.cli.session import run_on_runtime
from app.cli.stdout import write_stdout
from app.formats.export import export
from app.runtime.loading import load_files
from app.runtime.neo4j import find_lasting_owner
from app.runtime.reader_password import ensure_reader_password
from app.runtime.runtime import Runtime, open_runtime
from app.runtime.service_file import read_service_file
from app.settings import READER_USER, Settings, read_settings
from graph import ledger
from graph.errors import DatabaseUnavailable, EngineFailed, InvalidParameter
from graph.local_neo4j import find_owner, find_running, stop_running
from graph.queries import GraphFilter

app = typer.Typer(
    help="Run the local Neo4j; back up and restore the ledger.", no_args_is_help=True, rich_markup_mode=None
)

LOG = "db.log"
_START_S = 600


@app.command()
def start() -> None:
    """Start the local Neo4j in the background. It runs until `db stop`."""
    settings = _read_local_settings()
    if find_lasting_owner(settings):  # a command's own Neo4j does not count: wait until it stops
        log_line("The local Neo4j is already running: `tradegraph db status` shows where.")
        return
    log = settings.data_dir / LOG
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        output = log.open("wb")
    except OSError as error:
        raise EngineFailed(f"{log.parent} cannot hold Neo4j's files: {error.strerror}.") from None
    with output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.main", "db", "run"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    _follow_log(process, log, settings)


def _follow_log(process: "subprocess.Popen[bytes]", log: Path, settings: Settings) -> None:
    """Print the log of the background process until Neo4j is up. Raises EngineFailed if it stops first."""
    shown, until = 0, time.monotonic() + _START_S
    while time.monotonic() < until:
        said = log.read_bytes()
        sys.stderr.buffer.write(said[shown:])
        sys.stderr.flush()
        shown = len(said)
        if process.poll() is not None:
            raise EngineFailed("The local Neo4j did not start. See the lines above for the reason.")
        if find_lasting_owner(settings) and find_running(settings.data_dir, settings.password):
            uri = run_async(_fetch_uri(settings))
            log_line(f"The local Neo4j is running at {uri}. Stop it with `tradegraph db stop`.")
            return
        time.sleep(0.2)
    raise EngineFailed(f"The local Neo4j did not start within {_START_S} s: see {log}.")


async def _fetch_uri(settings: Settings) -> str:
    async with open_runtime(settings, log_line) as runtime:
        return runtime.address.uri


@app.command(name="run", hidden=True)
def run_in_foreground() -> None:
    """Run the local Neo4j until this process stops; `db start` runs this in the background."""
    run_async(_run(_read_local_settings()))


async def _run(settings: Settings) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with open_runtime(settings, log_line, owner="db", attach=()):
        await ended.wait()


@app.command()
def stop() -> None:
    """Stop the Neo4j that `db start` started."""
    settings = _read_local_settings()
    if stop_running(settings.data_dir):
        log_line("The local Neo4j has stopped.")
        return
    owner = find_owner(settings.data_dir)
    if owner:
        raise EngineFailed(f"The local Neo4j belongs to {owner.description}: stop that instead.")
    log_line("The local Neo4j is not running.")


@app.command()
def status(as_json: bool = typer.Option(False, "--json", help="Print JSON, including the password.")) -> None:
    """Show the addresses, the log-on, and the size of the graph."""
    settings = read_settings()
    found = run_async(_status(settings))
    if as_json:
        write_stdout(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    neo4j, bolt, counts = found["neo4j"], found["bolt"], found["counts"]
    where = "Local Neo4j" if neo4j["local"] else "Neo4j at TRADEGRAPH_NEO4J_URI"
    if not neo4j["running"]:
        write_stdout(f"{where} is not running.\n")
        return
    write_stdout(
        f"{where} is running: {neo4j['version']} {neo4j['edition']}\n"
        f"Bolt     {bolt['uri']}  user {bolt['user']}  (password: --json)\n"
        f"Graph    {format_count(counts['entities'], 'entity')}, {format_count(counts['links'], 'link')}, "
        f"{format_count(counts['statements'], 'statement')}\n"
    )


async def _status(settings: Settings) -> dict[str, Any]:
    served = read_service_file(settings)
    if settings.local and not (find_lasting_owner(settings) and find_running(settings.data_dir, settings.password)):
        neo4j = {"uri": None, "version": None, "edition": None, "local": True, "running": False}
        return {"http": served.http, "bolt": None, "neo4j": neo4j, "counts": None}
    async with open_runtime(settings, log_line) as runtime:
        version, edition = await runtime.store.version()
        stats = await runtime.answers.stats(datetime.now(UTC))
        address = runtime.address
        # Without the proxy, this is Neo4j's own address and its administrator's account.
        bolt: dict[str, Any] = {"uri": address.uri, "user": address.user, "password": address.password}
        if served.bolt:
            password = settings.reader_password_value if served.password_set else ensure_reader_password(settings)
            if not password:
                log_line("The service was started with TRADEGRAPH_READER_PASSWORD: set it here too.")
            bolt = {"uri": served.bolt, "user": READER_USER, "password": password}
        return {
            "http": served.http,
            "bolt": bolt,
            "neo4j": {
                "uri": address.uri,
                "version": version,
                "edition": edition,
                "local": settings.local,
                "running": True,
            },
            "counts": {name: stats[name] for name in ("entities", "links", "statements")},
        }


@app.command()
def backup(file: Path = typer.Argument(..., help="File to write: JSON Lines; compressed if it ends in .gz.")) -> None:
    """Write the whole ledger to a file. The graph is computed from it, so this is a full backup."""
    with open_output(file) as plain:
        if file.suffix == ".gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed:
                count = run_on_runtime(lambda it: _back_up(it, packed.write))
        else:
            count = run_on_runtime(lambda it: _back_up(it, plain.write))
    log_line(f"{file}: {format_count(count, 'record')}.")


async def _back_up(runtime: Runtime, write: Callable[[bytes], object]) -> int:
    """Write the records of the ledger. Return their number."""
    count = 0
    async with aclosing(export(runtime.answers, "jsonl", GraphFilter(), None)) as chunks:
        async for chunk in chunks:
            write(chunk)
            count += chunk.count(b"\n")
    return count


@app.command()
def restore(file: Path = typer.Argument(..., help="A file that `db backup` wrote.")) -> None:
    """Fill an empty graph from a backup."""
    loaded = run_on_runtime(lambda it: _restore(it, file))
    log_line(f"Restored {format_record_counts(loaded.entities, loaded.sources, loaded.statements)}.")


async def _restore(runtime: Runtime, file: Path) -> ledger.LoadResult:
    counts = await runtime.answers.stats(datetime.now(UTC))
    if counts["entities"] or counts["statements"]:
        raise InvalidParameter(
            f"The graph is not empty (it has {format_count(counts['entities'], 'entity')}): restore into an empty one, "
            "in another TRADEGRAPH_DATA_DIR or another database."
        )
    return await load_files(runtime, [str(file)], restored=True)


def _read_local_settings() -> Settings:
    settings = read_settings()
    if not settings.local:
        raise DatabaseUnavailable(
            "TRADEGRAPH_NEO4J_URI names a Neo4j that is not the local one: start and stop it on its own machine."
        )
    return settings
