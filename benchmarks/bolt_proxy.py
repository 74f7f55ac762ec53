"""Cost of the Bolt proxy: ``python benchmarks/bolt_proxy.py``. Takes some minutes on an idle machine.

It starts a local Neo4j in a temporary folder, and the proxy in a separate process. The same driver queries Neo4j and
the proxy in turn, so that both run under the same load: a look-up, and a result of a million records. It also measures
the memory of the proxy's process, with a reader that stops reading, too.
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

PASSWORD = "only for reading"  # noqa: S105 - of a proxy that runs for some minutes
LOOK_UP = "MATCH (n:Measured {id: $id}) RETURN n.name AS name"
# A busy machine may need more than Neo4j's default limit of 30 s.
STREAM = neo4j.Query("UNWIND range(1, 1000000) AS x RETURN x, 'a name' AS name", timeout=300)
PAIRS, WARMING, STREAMS = 1000, 300, 3


async def be_the_door(uri: str, user: str, password: str) -> None:
    """Run a proxy and print its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = BoltProxy(
        Target.from_uri(uri, user, password),
        Account("reader", PASSWORD),
        "neo4j",
        "Neo4j/5.26.0",
        BoltLimits(timeout_s=600),
    )
    await proxy.open(listener)
    print(listener.getsockname()[1], flush=True)
    await asyncio.Event().wait()


@contextmanager
def door_before(address: Address) -> Iterator[tuple[str, psutil.Process]]:
    """Run a proxy in a separate process; yield its address and the process."""
    command = [sys.executable, __file__, address.uri, address.user, address.password]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"bolt://127.0.0.1:{int(process.stdout.readline())}", psutil.Process(process.pid)
        finally:
            process.terminate()


def looked_up(driver: neo4j.Driver) -> float:
    """Return the duration of a look-up in milliseconds."""
    began = time.perf_counter()
    with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        session.run(LOOK_UP, id="500").single(strict=True)
    return (time.perf_counter() - began) * 1000


def streamed(driver: neo4j.Driver) -> float:
    """Return the duration of reading a million records, in seconds."""
    began = time.perf_counter()
    with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS, fetch_size=10_000) as session:
        assert sum(1 for _ in session.run(STREAM)) == 1_000_000
    return time.perf_counter() - began


def middle(values: list[float]) -> str:
    """Format the median, with the quartiles in brackets."""
    low, median, high = statistics.quantiles(values, n=4)
    return f"{median:.3f} ({low:.3f} to {high:.3f})"


def memory(process: psutil.Process) -> float:
    """Return the memory of a process in MiB."""
    return float(process.memory_info().rss) / (1 << 20)


def measure(address: Address) -> None:
    """Run all queries in turn and print the results."""
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
            session.run(STREAM)  # no record is read for a while; closing the session reads the rest
            for _ in range(50):
                time.sleep(0.1)
                peak = max(peak, memory(process))
        print(f"the proxy's memory, MiB: {before:.0f}, at most {peak:.0f}, also with a reader that stops reading")


async def main() -> None:
    """Start Neo4j, measure, and stop it."""
    with tempfile.TemporaryDirectory() as folder:
        local = LocalNeo4j(Path(folder), password=None, say=print, owner="command")
        try:
            await asyncio.to_thread(measure, await local.start())
        finally:
            await local.stop()


if __name__ == "__main__":
    uvloop.run(be_the_door(*sys.argv[1:]) if sys.argv[1:] else main())
