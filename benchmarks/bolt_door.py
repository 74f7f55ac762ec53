"""What the Bolt door costs: ``python benchmarks/bolt_door.py``. Takes some minutes; leave the machine alone.

A local Neo4j is started in a folder of its own, and the door before it in a process of its own. The same driver asks
Neo4j and the door in turns, so that both meet the same machine: a look-up, a result of a million records, and a reader
that stops reading, while the memory of the door's process is watched.
"""

import asyncio
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
import psutil
import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.bolt import Account, BoltLimits, BoltProxy, Target
from graph.local_neo4j import Address, LocalNeo4j

PASSWORD = "only for reading"  # noqa: S105 - of a door that lives for some minutes
LOOK_UP = "MATCH (n:Measured {id: $id}) RETURN n.name AS name"
# Neo4j ends after 30 s what asks for no other limit, which a busy machine may need.
STREAM = neo4j.Query("UNWIND range(1, 1000000) AS x RETURN x, 'a name' AS name", timeout=300)
PAIRS, WARMING, STREAMS = 1000, 300, 3


async def be_the_door(uri: str, user: str, password: str) -> None:
    """Open a door and say on which port."""
    listener = socket.create_server(("127.0.0.1", 0))
    door = BoltProxy(
        Target.from_uri(uri, user, password),
        Account("reader", PASSWORD),
        "neo4j",
        "Neo4j/5.26.0",
        BoltLimits(timeout_s=600),
    )
    await door.open(listener)
    print(listener.getsockname()[1], flush=True)
    await asyncio.Event().wait()


@contextmanager
def door_before(address: Address) -> Iterator[tuple[str, psutil.Process]]:
    """A door in a process of its own: its address and its process."""
    command = [sys.executable, __file__, address.uri, address.user, address.password]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"bolt://127.0.0.1:{int(process.stdout.readline())}", psutil.Process(process.pid)
        finally:
            process.terminate()


def looked_up(driver: neo4j.Driver) -> float:
    """How long a look-up takes, in milliseconds."""
    began = time.perf_counter()
    with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        session.run(LOOK_UP, id="500").single(strict=True)
    return (time.perf_counter() - began) * 1000


def streamed(driver: neo4j.Driver) -> float:
    """How long a million records take, in seconds."""
    began = time.perf_counter()
    with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS, fetch_size=10_000) as session:
        assert sum(1 for _ in session.run(STREAM)) == 1_000_000
    return time.perf_counter() - began


def middle(values: list[float]) -> str:
    """The median, and the middle half in brackets."""
    low, median, high = statistics.quantiles(values, n=4)
    return f"{median:.3f} ({low:.3f} to {high:.3f})"


def memory(process: psutil.Process) -> float:
    """What a process has in memory, in MiB."""
    return float(process.memory_info().rss) / (1 << 20)


def measure(address: Address) -> None:
    """Ask in turns and print what came out."""
    with (
        door_before(address) as (uri, process),
        neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as direct,
        neo4j.GraphDatabase.driver(uri, auth=("reader", PASSWORD)) as through,
    ):
        direct.execute_query("UNWIND range(1, 1000) AS x CREATE (:Measured {id: toString(x), name: 'name ' + x})")
        direct.execute_query("CREATE CONSTRAINT FOR (n:Measured) REQUIRE n.id IS UNIQUE")
        direct.execute_query("CALL db.awaitIndexes()")
        for _ in range(WARMING):
            looked_up(direct), looked_up(through)
        pairs = [(looked_up(direct), looked_up(through)) for _ in range(PAIRS)]
        print(f"a look-up, {PAIRS} pairs, ms: without {middle([a for a, _ in pairs])}, ", end="")
        print(f"with {middle([b for _, b in pairs])}")
        print(f"added, ms: {middle([b - a for a, b in pairs])}")
        streamed(direct), streamed(through)
        before = memory(process)
        seconds, peak = [], before
        for _ in range(STREAMS):
            seconds.append((streamed(direct), streamed(through)))
            peak = max(peak, memory(process))
        print(f"a million records, {STREAMS} pairs, s: without {middle([a for a, _ in seconds])}, ", end="")
        print(f"with {middle([b for _, b in seconds])}; speed {middle([a / b for a, b in seconds])} of without")
        with through.session(fetch_size=-1) as session:
            session.run(STREAM)  # and for a while no record is read; closing reads the rest
            for _ in range(50):
                time.sleep(0.1)
                peak = max(peak, memory(process))
        print(f"the door's memory, MiB: {before:.0f}, at most {peak:.0f}, also with a reader that stops reading")


async def main() -> None:
    """Start Neo4j, measure, and end it."""
    with tempfile.TemporaryDirectory() as folder:
        local = LocalNeo4j(Path(folder), password=None, say=print, owner="command")
        try:
            await asyncio.to_thread(measure, await local.start())
        finally:
            await local.stop()


if __name__ == "__main__":
    uvloop.run(be_the_door(*sys.argv[1:]) if sys.argv[1:] else main())
