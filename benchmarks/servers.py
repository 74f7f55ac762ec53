"""The Neo4j and the service that are measured, each a process of its own."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil
import yaml

from graph.local_neo4j import Address, Home, LocalNeo4j, home

MIB = 2**20
#: Directory of all processes: one without the user's ``.env``.
_ELSEWHERE = tempfile.gettempdir()
TRADEGRAPH = (sys.executable, "-m", "app.cli.main")


@dataclass(frozen=True)
class Server:
    """A process that answers at an address."""

    url: str
    process: psutil.Process

    @property
    def resident_mib(self) -> float:
        """Resident memory now, in MiB."""
        return float(self.process.memory_info().rss) / MIB

    @property
    def peak_mib(self) -> float:
        """Largest resident memory since the start, in MiB."""
        return read_peak_mib(self.process.pid)

    @property
    def cpu_s(self) -> float:
        """Processor time since the start, in seconds."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@dataclass(frozen=True)
class Neo4jServer(Server):
    """A local Neo4j; ``url`` is that of its HTTP Query API."""

    address: Address
    home: Home

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which commands and the service use this Neo4j."""
        return _own_environment() | {
            "TRADEGRAPH_NEO4J_URI": self.address.uri,
            "TRADEGRAPH_NEO4J_USER": self.address.user,
            "TRADEGRAPH_NEO4J_PASSWORD": self.address.password,
            "TRADEGRAPH_DATA_DIR": str(self.home.data_dir / "service"),
            "TRADEGRAPH_SEED": "false",
        }

    @property
    def log_mib(self) -> float:
        """Size of the transaction logs, in MiB."""
        return sum(f.stat().st_size for f in (self.home.path / "data" / "transactions").rglob("*.db.*")) / MIB


def _own_environment() -> dict[str, str]:
    """Return the environment without the user's own settings of tradegraph."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRADEGRAPH_")}


def read_peak_mib(pid: int) -> float:
    """Return the largest resident memory of a process, in MiB; where the system does not say, the present one."""
    try:
        text = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return float(psutil.Process(pid).memory_info().rss) / MIB
    found = re.search(r"^VmHWM:\s+(\d+) kB$", text, re.MULTILINE)
    assert found, f"process {pid} has ended"
    return int(found[1]) / 1024


@asynccontextmanager
async def start_neo4j(folder: Path) -> AsyncIterator[Neo4jServer]:
    """Start a local Neo4j with the product's settings and, in addition, its HTTP Query API."""
    folder.mkdir(parents=True)  # noqa: ASYNC240 - nothing else runs yet
    port = home.find_free_port()
    lists = yaml.safe_load(home.SETTINGS.read_text("utf-8"))
    http = {"server.http.enabled": "true", "server.http.listen_address": f"{home.HOST}:{port}"}
    settings, own = folder / "neo4j_settings.yaml", home.SETTINGS
    settings.write_text(yaml.safe_dump(lists | {"everywhere": lists["everywhere"] | http}), "utf-8")
    local = LocalNeo4j(folder / "data", password=None, say=print, owner="command")
    home.SETTINGS = settings
    try:
        address = await local.start()
        used = Home.of(folder / "data")
        [process] = [p for p in psutil.Process().children() if used.process_argument in p.cmdline()]
        yield Neo4jServer(f"http://{home.HOST}:{port}", process, address, used)
    finally:
        home.SETTINGS = own
        await local.stop()


@asynccontextmanager
async def start_service(neo4j: Neo4jServer) -> AsyncIterator[Server]:
    """Run ``tradegraph serve`` on a free port."""
    command = [*TRADEGRAPH, "serve", "--port", "0", "--bolt-port", str(home.find_free_port())]
    async with _run(command, r"^HTTP +(http://\S+)", neo4j.environment) as server:
        yield server


@asynccontextmanager
async def start_local_service(data_dir: Path) -> AsyncIterator[Server]:
    """Run ``tradegraph serve`` on a free port, with a local Neo4j of its own and without the example data."""
    own = {"TRADEGRAPH_DATA_DIR": str(data_dir), "TRADEGRAPH_SEED": "false"}
    command = [*TRADEGRAPH, "serve", "--port", "0", "--bolt-port", str(home.find_free_port())]
    async with _run(command, r"^HTTP +(http://\S+)", _own_environment() | own) as server:
        yield server


@asynccontextmanager
async def start_naive_service(neo4j: Neo4jServer) -> AsyncIterator[Server]:
    """Run the naive service on a free port."""
    command = [sys.executable, "-m", "benchmarks.processes.naive_service", str(home.find_free_port())]
    async with _run(command, r"^HTTP +(http://\S+)", neo4j.environment) as server:
        yield server


@asynccontextmanager
async def start_proxy(neo4j: Neo4jServer) -> AsyncIterator[Server]:
    """Run a Bolt proxy alone on a free port."""
    command = [sys.executable, "-m", "benchmarks.processes.proxy"]
    async with _run(command, r"^BOLT +(bolt://\S+)", neo4j.environment) as server:
        yield server


@asynccontextmanager
async def _run(command: list[str], address: str, environment: dict[str, str]) -> AsyncIterator[Server]:
    """Run a server until the block ends; yield it once it has printed its address."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=_ELSEWHERE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    said = ""
    try:
        while not (found := re.search(address, said, re.MULTILINE)):
            line = (await process.stdout.readline()).decode()
            if not line:
                raise RuntimeError(f"{' '.join(command)} ended before it answered:\n{said}")
            said += line
        reading = asyncio.create_task(process.stdout.read())  # otherwise its output would fill the pipe
        yield Server(found[1], psutil.Process(process.pid))
        reading.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def run_child(command: list[str], environment: dict[str, str]) -> str:
    """Run a program to its end and return what it printed. Raises RuntimeError if it fails."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=_ELSEWHERE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{errors.decode()[-2000:]}")
    return out.decode()


async def run_tradegraph(neo4j: Neo4jServer, *arguments: str) -> str:
    """Run a command of tradegraph on a Neo4j and return its output."""
    return await run_child([*TRADEGRAPH, *arguments], neo4j.environment)


async def run_load_process(neo4j: Neo4jServer, *arguments: str) -> dict[str, float]:
    """Run ``benchmarks.processes.load`` and return the cost that it prints, if any, with Neo4j's processor time."""
    before = neo4j.cpu_s
    out = await run_child([sys.executable, "-m", "benchmarks.processes.load", *arguments], neo4j.environment)
    cost: dict[str, float] = orjson.loads(out.splitlines()[-1]) if out else {}
    return cost | {"neo4j_cpu_s": neo4j.cpu_s - before}
