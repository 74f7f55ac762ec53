"""HTTP on a socket, in this process or in worker processes that share it.

The parent has what must exist once: the local Neo4j, the example data, the Bolt proxy and the service file. Workers
only connect to Neo4j, so one that ends takes nothing with it.
"""

import asyncio
import multiprocessing
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import uvicorn
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from app.main import create_app
from app.runtime.neo4j import LogLine, Neo4jConnection
from app.runtime.process_setup import set_up_process
from app.runtime.runtime import connect_runtime
from app.settings import Settings
from graph.errors import TradegraphError
from graph.local_neo4j import Address

#: Longer than a minute, so that a client that polls each minute keeps its connection.
KEEP_ALIVE_S = 75
#: Seconds that requests have to finish when the service stops, and a worker to end after that.
SHUTDOWN_S, END_S = 5, 3
CHECK_INTERVAL_S = 0.2
#: A worker that ends earlier than this, in seconds, has not started. After some such ends in a row, give up.
STARTED_AFTER_S, MAX_FAILED_STARTS = 10.0, 5

_SPAWN = multiprocessing.get_context("spawn")


async def listen(app: ASGIApp, listener: socket.socket, *, lifespan: bool = False, debug: bool = False) -> None:
    """Serve an application on ``listener`` until the process is terminated."""
    config = uvicorn.Config(
        app,
        log_level="debug" if debug else "warning",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
        server_header=False,
        ws="none",
        lifespan="on" if lifespan else "off",
    )
    await uvicorn.Server(config).serve(sockets=[listener])


@dataclass(frozen=True)
class WorkerStart:
    """Arguments of a worker process."""

    settings: Settings
    address: Address
    listener: socket.socket
    debug: bool = False


@dataclass
class Worker:
    """Worker process, and when it was started."""

    process: BaseProcess
    started: float = field(default_factory=time.monotonic)

    @property
    def is_alive(self) -> bool:
        """True while the process runs."""
        return self.process.is_alive()

    @property
    def has_failed_early(self) -> bool:
        """True if it ended soon after its start."""
        return not self.is_alive and time.monotonic() - self.started < STARTED_AFTER_S


class WorkerPool:
    """Worker processes on one socket; one that ends is replaced."""

    def __init__(self, start: WorkerStart, count: int) -> None:
        self._start_with, self._count = start, count
        self._workers: list[Worker] = []

    async def run(self, say: LogLine) -> None:
        """Run the workers until SIGTERM or Ctrl-C. Raises TradegraphError if they cannot start."""
        stop, failures = asyncio.Event(), 0
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        try:
            self._workers = [self._start() for _ in range(self._count)]
            while not stop.is_set():
                for place, worker in enumerate(self._workers):
                    if not worker.is_alive:
                        failures = failures + 1 if worker.has_failed_early else 0
                        self._replace(place, failures, say)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), CHECK_INTERVAL_S)
        finally:
            await asyncio.to_thread(self._end)

    def _start(self) -> Worker:
        process = _SPAWN.Process(target=run_worker, args=(self._start_with, self._count), daemon=True)
        process.start()
        return Worker(process)

    def _replace(self, place: int, failures: int, say: LogLine) -> None:
        ended = self._workers[place].process
        if failures == MAX_FAILED_STARTS:
            raise TradegraphError(
                f"Workers ended {failures} times in a row while they started: see the lines above for the reason."
            )
        say(f"Worker {ended.pid} ended unexpectedly (code {ended.exitcode}) and is replaced.")
        self._workers[place] = self._start()

    def _end(self) -> None:
        """Terminate all workers, and kill those that do not end in time."""
        for worker in self._workers:
            worker.process.terminate()
        until = time.monotonic() + SHUTDOWN_S + END_S
        for worker in self._workers:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.is_alive:
                worker.process.kill()
                worker.process.join()


def run_worker(start: WorkerStart, count: int) -> None:
    """Serve HTTP as one of ``count`` workers, until the parent ends this process or itself."""
    set_up_process()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_serve(start, count))


async def _serve(start: WorkerStart, count: int) -> None:
    async with connect_runtime(start.settings, Neo4jConnection(start.address), workers=count) as runtime:
        await listen(create_app(runtime), start.listener, debug=start.debug)


def _end_with_parent() -> None:
    """Terminate this process when its parent has ended for any reason."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        signal.raise_signal(signal.SIGTERM)
