"""Ownership of a data directory: one process at a time runs Neo4j on it.

The owner locks ``neo4j.lock`` for as long as it lives. The operating system releases the lock however the owner ends,
so only the lock decides whether there is one. ``neo4j.pid`` has the owner's process and the address of its Neo4j.
"""

import contextlib
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

import psutil

from graph.errors import DirectoryInUse, EngineFailed
from graph.local_neo4j.atomic_file import write_atomically
from graph.local_neo4j.home import Home

GRACE = 15.0  # seconds between terminating and killing a process
COMMAND_NAMES = {"serve": "tradegraph serve", "mcp": "tradegraph mcp", "db": "tradegraph db start"}
#: Kinds of owners that run Neo4j until they are stopped, not for one command.
LONG_RUNNING = tuple(COMMAND_NAMES)
PID_FILE_TIMEOUT = 0.5  # seconds between locking a directory and writing the pid file


@dataclass(frozen=True)
class Owner:
    """Process that runs Neo4j on a directory. ``neo4j_pid`` and ``uri`` are None until Neo4j is up."""

    kind: str
    pid: int
    started: float
    neo4j_pid: int | None = None
    uri: str | None = None

    @property
    def description(self) -> str:
        """Command and process id, for messages."""
        return f"{COMMAND_NAMES.get(self.kind, 'another command')} (process {self.pid})"

    def is_alive(self) -> bool:
        """Check that this process still runs and its id has not been reused."""
        try:
            process = psutil.Process(self.pid)
            # create_time() depends on the system clock, which may have been changed since.
            return bool(abs(process.create_time() - self.started) < 60 and process.status() != psutil.STATUS_ZOMBIE)
        except psutil.Error:
            return False


class DataDirLock:
    """Lock on a data directory, held from ``take`` to ``release``."""

    def __init__(self, data_dir: Path, kind: str) -> None:
        self._home = Home.of(data_dir)
        self._owner = Owner(kind, os.getpid(), psutil.Process().create_time())
        self._lock: IO[bytes] | None = None

    @property
    def is_long_running(self) -> bool:
        """True if this process runs Neo4j until it is stopped."""
        return self._owner.kind in LONG_RUNNING

    def take(self) -> psutil.Process | None:
        """Lock the directory. Return a Neo4j that still runs there although its owner is gone.

        Raises DirectoryInUse if another process holds the lock.
        """
        self._home.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock_file(self._home.data_dir).open("ab")
        until = time.monotonic() + PID_FILE_TIMEOUT
        while not _try_lock(lock):
            # Locked but no pid file: the owner is starting or stopping, so wait.
            owner = find_owner(self._home.data_dir)
            if owner or time.monotonic() > until:
                lock.close()
                raise _make_in_use_error(self._home.data_dir, owner)
            time.sleep(0.05)
        self._lock = lock
        left = _read_owner(self._home.data_dir)
        if left and left.neo4j_pid and is_neo4j(left.neo4j_pid, self._home):
            return psutil.Process(left.neo4j_pid)
        return None

    def write_owner(self, neo4j_pid: int | None, uri: str | None) -> None:
        """Write the pid file: the owner, its Neo4j process and address."""
        owner = replace(self._owner, neo4j_pid=neo4j_pid, uri=uri)
        write_atomically(_pid_file(self._home.data_dir), json.dumps(asdict(owner), indent=1) + "\n")

    def release(self) -> None:
        """Release the lock. Its file remains: removing it would let two processes hold the lock."""
        if self._lock is not None:
            _pid_file(self._home.data_dir).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None


def find_owner(data_dir: Path) -> Owner | None:
    """Find the process that runs Neo4j on ``data_dir``, or None."""
    owner = _read_owner(data_dir)
    return owner if owner and owner.is_alive() else None


def stop_running(data_dir: Path) -> bool:
    """Stop the ``db`` process that runs Neo4j on ``data_dir``; wait until both have ended.

    Return False if there is none. A service that runs Neo4j there is not stopped.
    """
    owner = find_owner(data_dir)
    if owner is None or owner.kind != "db":
        return False
    # Twice the time: the owner terminates Neo4j first and waits for it.
    end_process(psutil.Process(owner.pid), 2 * GRACE)
    home = Home.of(data_dir)
    if owner.neo4j_pid and is_neo4j(owner.neo4j_pid, home):
        end_process(psutil.Process(owner.neo4j_pid))
    return True


def is_neo4j(pid: int, home: Home) -> bool:
    """Check that process ``pid`` is the Neo4j of that home and not a reused id."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and home.process_argument in process.cmdline()
    except psutil.Error:
        return False


def end_process(process: psutil.Process, grace: float = GRACE) -> None:
    """Terminate a process that is not our child, and wait for it.

    It is killed after ``grace`` seconds. Raises EngineFailed if that fails.
    """
    try:
        process.terminate()
        with contextlib.suppress(psutil.TimeoutExpired):
            process.wait(grace)
            return
        process.kill()
        process.wait(5)
    except psutil.NoSuchProcess:
        return
    except (psutil.AccessDenied, psutil.TimeoutExpired) as error:
        raise EngineFailed(f"Process {process.pid} cannot be stopped: stop it by hand and retry.") from error


def _make_in_use_error(data_dir: Path, owner: Owner | None) -> DirectoryInUse:
    """Make the error for a directory that another process holds."""
    if owner is None:
        return DirectoryInUse(f"{data_dir} is in use by another process: stop it, or choose another data directory.")
    how = "stop it with tradegraph db stop" if owner.kind == "db" else "stop it"
    return DirectoryInUse(
        f"{data_dir} is in use by {owner.description}: {how}, or choose another data directory.", kind=owner.kind
    )


def _read_owner(data_dir: Path) -> Owner | None:
    try:
        return Owner(**json.loads(_pid_file(data_dir).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # missing, or not written by tradegraph


def _pid_file(data_dir: Path) -> Path:
    return data_dir / "neo4j.pid"


def _lock_file(data_dir: Path) -> Path:
    return data_dir / "neo4j.lock"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        """Lock the file until it is closed; return False if another process has locked it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
