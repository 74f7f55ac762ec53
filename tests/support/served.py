"""The service as a process with its own Neo4j."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
from service import free_port

START_S = 90  # seconds, generous, because other tests may use the machine


class Served:
    """Running service."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, data_dir: Path, log: Path) -> None:
        self.process, self.port, self.data_dir, self.log = process, port, data_dir, log

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=30)

    def answers(self, path: str = "/readyz") -> bool:
        try:
            return self.get(path).status_code == 200
        except httpx.TransportError:
            return False

    def wait(self, path: str = "/readyz", seconds: float = START_S) -> None:
        until = time.monotonic() + seconds
        while not self.answers(path):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)

    def bolt(self) -> str:
        """Return the address of the Bolt proxy that the service printed."""
        return re.search(r"^Bolt +(bolt://127\.0\.0\.1:\d+)  user reader", self.log.read_text(), re.MULTILINE)[1]

    def neo4j(self) -> psutil.Process:
        # For a while there may be a second Java, which writes the class-data archive.
        children = psutil.Process(self.process.pid).children(recursive=True)
        (found,) = [p for p in children if any(word.startswith("--home-dir=") for word in p.cmdline())]
        return found


@contextmanager
def serving(data_dir: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TRADEGRAPH_")}
    environment |= {"TRADEGRAPH_DATA_DIR": str(data_dir), "TRADEGRAPH_PORT": str(port)} | settings
    log = data_dir.parent / f"serve-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli.main", "serve", *arguments],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment,
        )  # fmt: skip
    try:
        yield Served(process, port, data_dir, log)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def gone(process: psutil.Process, seconds: float = 20) -> bool:
    try:
        process.wait(seconds)
    except psutil.TimeoutExpired:
        return False
    return True
