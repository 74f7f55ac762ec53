"""Neo4j process: start, readiness, stop, and the reason for an unexpected exit."""

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
#: Seconds. After a crash Neo4j first replays its transaction logs, which takes minutes on a slow disk.
STARTUP_TIMEOUT = 300.0
GRACE = 8.0  # seconds between terminating and killing it; it recovers at its next start
POLL_INTERVAL = 0.1  # seconds
LAST_LINES = 5


class Neo4jProcess:
    """Neo4j as a child of this process."""

    def __init__(self, home: Home, port: int, jars: Sequence[Path], extra: Sequence[str] = ()) -> None:
        self._home, self._port = home, port
        self._log_start = _size(home.log)
        arguments = [*java_options(), *extra, ENTRY_POINT, home.process_argument, f"--config-dir={home.conf.parent}"]
        self._process = start_java(arguments, jars, cwd=home.path, console=home.console)
        # Except on Linux, the kernel does not end Neo4j together with this process. This handler covers most cases.
        atexit.register(self._process.terminate)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """Exit code, or None while it runs."""
        return self._process.poll()

    async def wait_started(self) -> None:
        """Wait until Neo4j has started. Raises an EngineFailed if it ends first or takes too long.

        This reads the log and does not try the port, which another process may have taken.
        """
        until = time.monotonic() + STARTUP_TIMEOUT
        while not re.search(r"^\S+ \S+ INFO +Started\.$", self._read_output(), re.MULTILINE):
            if self.exit_code is not None:
                raise self._diagnose_failure()
            if time.monotonic() > until:
                raise EngineFailed(f"Neo4j did not start within {STARTUP_TIMEOUT:.0f} seconds: see {self._home.log}.")
            await asyncio.sleep(POLL_INTERVAL)

    async def wait_ended(self) -> None:
        """Wait until the process has ended."""
        # Polled, because no event for it works in every thread, event loop and operating system.
        while self.exit_code is None:  # noqa: ASYNC110
            await asyncio.sleep(POLL_INTERVAL)

    def kill(self) -> None:
        """Kill Neo4j. It recovers its data at the next start, as after any crash."""
        self._process.kill()

    async def end(self) -> None:
        """Terminate Neo4j, kill it after the grace period, and wait. Cancelling this kills it at once."""
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
        """Return the last error and its innermost cause from the output, in one line."""
        lines = [
            re.sub(r"^\S+ \S+ (ERROR|WARN|INFO) +", r"\1 ", line).strip() for line in self._read_output().splitlines()
        ]
        errors = [line.removeprefix("ERROR ") for line in lines if line.startswith("ERROR ")]
        causes = [line for line in lines if re.match(r"Caused by: |Error: |Exception in ", line)]
        texts = [*errors[-1:], *causes[-1:]] or lines[-LAST_LINES:]
        return " ".join(text.rstrip(".") + "." for text in texts if text)

    def _read_output(self) -> str:
        """Return the output of this run: its part of the log, and the console."""
        log = b""
        with contextlib.suppress(FileNotFoundError), self._home.log.open("rb") as file:
            # A smaller log is a new file, after rotation.
            file.seek(self._log_start if _size(self._home.log) >= self._log_start else 0)
            log = file.read()
        return log.decode("utf-8", "replace") + self._home.console.read_text("utf-8", "replace")

    def _diagnose_failure(self) -> EngineFailed:
        """Make the error for a Neo4j that ended before it was up."""
        said = self._read_output()
        if "Lock file has been locked by another process" in said:
            return DirectoryInUse(
                f"{self._home.data_dir} is in use by another Neo4j: stop it, or choose another data directory."
            )
        if re.search(r"Address already in use|BindException", said):
            return PortTaken(
                f"Port {self._port} on {HOST} was taken by another program during the start of Neo4j: retry."
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
