"""``tradegraph db``: the local Neo4j by itself, and the ledger as a file."""

import asyncio
import gzip
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import typer

from app.cli.console import log_line, run_async, write_atomically
from app.cli.stdout import write_stdout
from app.formats.export import encode_jsonl
from app.runtime.loading import load_files
from app.runtime.neo4j import find_lasting_owner
from app.runtime.reader_password import ensure_reader_password
from app.runtime.runtime import open_runtime
from app.runtime.service_file import read_service_file
from app.settings import READER_USER, Settings, read_settings
from graph import ledger
from graph.errors import DatabaseUnavailable, EngineFailed, InvalidParameter
from graph.ingest.batch import Records
from graph.local_neo4j import find_owner, find_running, stop_running

app = typer.Typer(
    help="The local Neo4j by itself, and the ledger as a file.", no_args_is_help=True, rich_markup_mode=None
)

LOG = "db.log"
_START_S = 600


@app.command()
def start() -> None:
    """Start the local Neo4j in the background; it stays until `db stop`."""
    settings = _read_local_settings()
    if find_lasting_owner(settings):  # one that runs for a command is gone in a moment; what is started waits for that
        log_line("The local Neo4j runs already: `tradegraph db status` shows where.")
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
    """Shows what the background process says until Neo4j runs, or until it has ended."""
    shown, until = 0, time.monotonic() + _START_S
    while time.monotonic() < until:
        said = log.read_bytes()
        sys.stderr.buffer.write(said[shown:])
        sys.stderr.flush()
        shown = len(said)
        if process.poll() is not None:
            raise EngineFailed("The local Neo4j did not start; the lines above say why.")
        if find_lasting_owner(settings) and find_running(settings.data_dir, settings.password):
            uri = run_async(_fetch_uri(settings))
            log_line(f"The local Neo4j runs at {uri}; `tradegraph db stop` ends it.")
            return
        time.sleep(0.2)
    raise EngineFailed(f"The local Neo4j did not start within {_START_S} s: see {log}.")


async def _fetch_uri(settings: Settings) -> str:
    async with open_runtime(settings, log_line) as runtime:
        return runtime.address.uri


@app.command(name="run", hidden=True)
def run_in_foreground() -> None:
    """Run the local Neo4j until this process is ended; `db start` puts this into the background."""
    run_async(_run(_read_local_settings()))


async def _run(settings: Settings) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with open_runtime(settings, log_line, owner="db", attach=()):
        await ended.wait()


@app.command()
def stop() -> None:
    """End the Neo4j that `db start` started."""
    settings = _read_local_settings()
    if stop_running(settings.data_dir):
        log_line("The local Neo4j has ended.")
        return
    owner = find_owner(settings.data_dir)
    if owner:
        raise EngineFailed(f"It belongs to {owner.description}: end that instead.")
    log_line("The local Neo4j does not run.")


@app.command()
def status(as_json: bool = typer.Option(False, "--json", help="As JSON, with the password.")) -> None:
    """Say where Neo4j is, how analysts log on, and how much it holds."""
    settings = read_settings()
    found = run_async(_status(settings))
    if as_json:
        write_stdout(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    neo4j, bolt, counts = found["neo4j"], found["bolt"], found["counts"]
    where = "the local Neo4j" if neo4j["local"] else "the Neo4j at TRADEGRAPH_NEO4J_URI"
    if not neo4j["running"]:
        write_stdout(f"{where} does not run\n")
        return
    write_stdout(
        f"{where} runs: {neo4j['version']} {neo4j['edition']}\n"
        f"Bolt     {bolt['uri']}  user {bolt['user']}  (password: --json)\n"
        f"holds    {counts['entities']} entities, {counts['links']} links, {counts['statements']} statements\n"
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
        # Without a door there is Neo4j itself, and its administrator.
        bolt: dict[str, Any] = {"uri": address.uri, "user": address.user, "password": address.password}
        if served.bolt:
            password = settings.reader_password_value if served.password_set else ensure_reader_password(settings)
            if not password:
                log_line("The service has its reader's password from TRADEGRAPH_READER_PASSWORD: set it here too.")
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
def backup(file: Path = typer.Argument(..., help="File to write: JSON Lines, with .gz compressed.")) -> None:
    """Write the whole ledger to a file; the graph is projected from it, so this is all there is to keep."""
    content = encode_jsonl(run_async(_dump()))
    count = content.count(b"\n")
    if file.suffix == ".gz":
        content = gzip.compress(content, mtime=0)
    write_atomically(file, content)
    log_line(f"{file}: {count} records.")


async def _dump() -> Records:
    async with open_runtime(read_settings(), log_line) as runtime:
        return await ledger.export_records(runtime.store)


@app.command()
def restore(file: Path = typer.Argument(..., help="A file that `db backup` wrote.")) -> None:
    """Fill an empty graph from a backup."""
    loaded = run_async(_restore(file))
    log_line(f"Restored: {loaded.entities} entities, {loaded.sources} sources, {loaded.statements} statements.")


async def _restore(file: Path) -> ledger.LoadResult:
    async with open_runtime(read_settings(), log_line) as runtime:
        counts = await runtime.answers.stats(datetime.now(UTC))
        if counts["entities"] or counts["statements"]:
            raise InvalidParameter(
                f"The graph holds {counts['entities']} entities already: restore into an empty one "
                "(another TRADEGRAPH_DATA_DIR, or another database)."
            )
        return await load_files(runtime, [str(file)], restored=True)


def _read_local_settings() -> Settings:
    settings = read_settings()
    if not settings.local:
        raise DatabaseUnavailable(
            "TRADEGRAPH_NEO4J_URI names a Neo4j that is not the local one: start and stop it where it runs."
        )
    return settings
