"""Who runs Neo4j on a data directory: one process at a time, and what it leaves when it is killed.

Two files tell. ``neo4j.lock`` is locked by the owner for as long as it lives; the system lets go of it however the
owner ends, so the lock alone says whether there is an owner. ``neo4j.pid`` says who it is and where its Neo4j answers.
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
from graph.local_neo4j.home import Home

GRACE = 15.0  # seconds between asking a process to end and ending it
COMMAND_NAMES = {"serve": "tradegraph serve", "mcp": "tradegraph mcp", "db": "tradegraph db start"}
#: The kinds of owners that run Neo4j for as long as somebody wants it, and not for one command.
LONG_RUNNING = tuple(COMMAND_NAMES)
PID_FILE_TIMEOUT = 0.5  # seconds between locking a directory and writing down who did


@dataclass(frozen=True)
class Owner:
    """The process that runs Neo4j on a directory. ``neo4j_pid`` and ``uri`` are None while it is not up."""

    kind: str
    pid: int
    started: float
    neo4j_pid: int | None = None
    uri: str | None = None

    @property
    def description(self) -> str:
        """What it is, as the user knows it."""
        return f"{COMMAND_NAMES.get(self.kind, 'another command')} (process {self.pid})"

    def is_alive(self) -> bool:
        """Whether that very process is there; another one may have got its number since."""
        try:
            process = psutil.Process(self.pid)
            # The time is reckoned from the clock, which may have been set since.
            return bool(abs(process.create_time() - self.started) < 60 and process.status() != psutil.STATUS_ZOMBIE)
        except psutil.Error:
            return False


class DataDirLock:
    """One data directory, held by this process from ``take`` to ``release``."""

    def __init__(self, data_dir: Path, kind: str) -> None:
        self._home = Home.of(data_dir)
        self._owner = Owner(kind, os.getpid(), psutil.Process().create_time())
        self._lock: IO[bytes] | None = None

    @property
    def is_long_running(self) -> bool:
        """Whether the owner is of a lasting kind."""
        return self._owner.kind in LONG_RUNNING

    def take(self) -> psutil.Process | None:
        """Take the directory. What comes back is a Neo4j that still runs there though its owner is gone.

        Raises DirectoryInUse when another process has it.
        """
        self._home.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock_file(self._home.data_dir).open("ab")
        until = time.monotonic() + PID_FILE_TIMEOUT
        while not _try_lock(lock):
            # Who has no name is about to write it down, or has just removed it and is about to let go.
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
        """Write down which process is the Neo4j of this directory, and where it answers."""
        owner = replace(self._owner, neo4j_pid=neo4j_pid, uri=uri)
        new = _pid_file(self._home.data_dir).with_suffix(".new")
        new.write_text(json.dumps(asdict(owner), indent=1) + "\n", "utf-8")
        new.replace(_pid_file(self._home.data_dir))

    def release(self) -> None:
        """Let go of the directory. The lock's file stays: removing it would let two processes hold it."""
        if self._lock is not None:
            _pid_file(self._home.data_dir).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None


def find_owner(data_dir: Path) -> Owner | None:
    """The process that runs Neo4j on ``data_dir``, or None when nobody does."""
    owner = _read_owner(data_dir)
    return owner if owner and owner.is_alive() else None


def stop_running(data_dir: Path) -> bool:
    """End the process of kind ``db`` that runs Neo4j on ``data_dir``, and wait until both are gone.

    False when there is none: nobody runs Neo4j there, or a service does, which is not this function's to end.
    """
    owner = find_owner(data_dir)
    if owner is None or owner.kind != "db":
        return False
    # The owner asks Neo4j first and gives it its own grace.
    end_process(psutil.Process(owner.pid), 2 * GRACE)
    home = Home.of(data_dir)
    if owner.neo4j_pid and is_neo4j(owner.neo4j_pid, home):
        end_process(psutil.Process(owner.neo4j_pid))
    return True


def is_neo4j(pid: int, home: Home) -> bool:
    """Whether process ``pid`` is the Neo4j of that home, and not another that got its number."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and home.process_argument in process.cmdline()
    except psutil.Error:
        return False


def end_process(process: psutil.Process, grace: float = GRACE) -> None:
    """Ask a process that is not our child to end, make it end after ``grace`` seconds, and wait until it is gone."""
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
        raise EngineFailed(f"Process {process.pid} cannot be ended: end it by hand and try again.") from error


def _make_in_use_error(data_dir: Path, owner: Owner | None) -> DirectoryInUse:
    """The error for a directory that another process holds."""
    if owner is None:
        return DirectoryInUse(f"{data_dir} is in use by another process: stop it, or choose another data directory.")
    how = "stop it with tradegraph db stop" if owner.kind == "db" else "stop that one"
    return DirectoryInUse(
        f"{data_dir} is in use by {owner.description}: {how}, or choose another data directory.", kind=owner.kind
    )


def _read_owner(data_dir: Path) -> Owner | None:
    try:
        return Owner(**json.loads(_pid_file(data_dir).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # there is none, or not one of ours


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
        """Lock the file for as long as it is open in this process, or say that somebody else has."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
