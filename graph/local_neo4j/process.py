"""One run of Neo4j: start the process, know when it is up, end it, and put into words why it ended by itself.

In: a prepared home, a port, the class path and options for Java. Out: a running process, or one of the errors of
``graph/errors.py``.
"""

import asyncio
import atexit
import contextlib
import re
import time
from collections.abc import Sequence
from pathlib import Path

from graph.errors import DirectoryInUse, EngineFailed, PortTaken
from graph.local_neo4j.home import HOST, Home, java_options
from graph.local_neo4j.java.launch import start_java

ENTRY_POINT = "org.neo4j.server.CommunityEntryPoint"
STARTUP_TIMEOUT = (
    300.0  # seconds: after a crash Neo4j reads its transaction logs first, and a slow disk may take minutes
)
GRACE = 8.0  # seconds between asking it to end and ending it, which it repairs at its next start
POLL_INTERVAL = 0.1  # seconds
LAST_LINES = 5


class Neo4jProcess:
    """A Neo4j process that this process started."""

    def __init__(self, home: Home, port: int, jars: Sequence[Path], extra: Sequence[str] = ()) -> None:
        self._home, self._port = home, port
        self._log_start = _size(home.log)
        arguments = [*java_options(), *extra, ENTRY_POINT, home.process_argument, f"--config-dir={home.conf.parent}"]
        self._process = start_java(arguments, jars, cwd=home.path, console=home.console)
        # For a process that ends without ending us: where the kernel does not see to it, this does in most cases.
        atexit.register(self._process.terminate)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended, or None while it lives."""
        return self._process.poll()

    async def wait_started(self) -> None:
        """Return once Neo4j says that it has started; raise the error that fits when it ends instead.

        Its log is asked and not its port, because another process may have taken the port first.
        """
        until = time.monotonic() + STARTUP_TIMEOUT
        while not re.search(r"^\S+ \S+ INFO +Started\.$", self._read_output(), re.MULTILINE):
            if self.exit_code is not None:
                raise self._diagnose_failure()
            if time.monotonic() > until:
                raise EngineFailed(f"Neo4j did not start within {STARTUP_TIMEOUT:.0f} seconds: see {self._home.log}.")
            await asyncio.sleep(POLL_INTERVAL)

    async def wait_ended(self) -> None:
        """Return once the process has ended, for whatever reason."""
        # Looked at again and again, because no event tells of it in every thread, loop and system alike.
        while self.exit_code is None:  # noqa: ASYNC110
            await asyncio.sleep(POLL_INTERVAL)

    def kill(self) -> None:
        """End Neo4j at once. What it holds is whole after the next start, as after any crash."""
        self._process.kill()

    async def end(self) -> None:
        """Ask Neo4j to end, make it end after the grace, and wait until it is gone. Cancelling this ends it at once."""
        try:
            if self.exit_code is None:
                self._process.terminate()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.wait_ended(), GRACE)
        finally:
            if self.exit_code is None:
                self.kill()
            self._process.wait()
            atexit.unregister(self._process.terminate)

    def summarize_failure(self) -> str:
        """What it said of its end, in one line: what failed, and the innermost cause."""
        lines = [
            re.sub(r"^\S+ \S+ (ERROR|WARN|INFO) +", r"\1 ", line).strip() for line in self._read_output().splitlines()
        ]
        errors = [line.removeprefix("ERROR ") for line in lines if line.startswith("ERROR ")]
        causes = [line for line in lines if re.match(r"Caused by: |Error: |Exception in ", line)]
        texts = [*errors[-1:], *causes[-1:]] or lines[-LAST_LINES:]
        return " ".join(text.rstrip(".") + "." for text in texts if text)

    def _read_output(self) -> str:
        """What this run has written so far: the end of its log, and what Java printed."""
        log = b""
        with contextlib.suppress(FileNotFoundError), self._home.log.open("rb") as file:
            # A log that is smaller than it was is a new one.
            file.seek(self._log_start if _size(self._home.log) >= self._log_start else 0)
            log = file.read()
        return log.decode("utf-8", "replace") + self._home.console.read_text("utf-8", "replace")

    def _diagnose_failure(self) -> EngineFailed:
        """The error for a Neo4j that ended before it was up."""
        said = self._read_output()
        if "Lock file has been locked by another process" in said:
            return DirectoryInUse(
                f"{self._home.data_dir} is in use by another Neo4j: stop it, or choose another data directory."
            )
        if re.search(r"Address already in use|BindException", said):
            return PortTaken(
                f"Port {self._port} on {HOST}, which was free, was taken before Neo4j came to it: try again."
            )
        if unknown := re.search(r"No declared setting with name: (\S+?)\.?\s", said):
            return EngineFailed(
                f"Neo4j does not know the setting {unknown[1]}: correct graph/local_neo4j/neo4j_settings.yaml."
            )
        return EngineFailed(f"Neo4j ended with code {self.exit_code}: {self.summarize_failure()} See {self._home.log}.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
