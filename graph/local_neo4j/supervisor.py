"""Supervisor of the local Neo4j: start, restart after a crash, stop.

The address of Neo4j stays the same until the supervisor stops.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from graph.errors import DatabaseRefused, DatabaseUnavailable, EngineFailed, InvalidSetting, PortTaken
from graph.local_neo4j.address import MIN_PASSWORD_LENGTH, USER, Address, local_uri
from graph.local_neo4j.home import Home, find_free_port
from graph.local_neo4j.jars.cache import ensure_jars
from graph.local_neo4j.jars.lockfile import DownloadProgress, neo4j_version
from graph.local_neo4j.java.cds_archive import ClassDataArchive
from graph.local_neo4j.ownership import DataDirLock, end_process
from graph.local_neo4j.process import Neo4jProcess

Neo4jState = Literal["starting", "running", "restarting", "stopped"]
PORT_TRIES = 3
RESTART_AFTER = (0.0, 1.0, 2.0, 4.0, 8.0)  # seconds before each attempt to restart; then it gives up


class LocalNeo4j:
    """Neo4j of one data directory; ``async with`` starts and stops it.

    ``password`` None means the one generated at the first start. ``say`` is called with progress messages, in the event
    loop's thread. ``owner`` is the kind of this process: ``serve``, or ``db`` for one that ``stop_running`` may stop.
    ``shown_at`` is the address that Neo4j advertises to clients, if not its own. Start it from a thread that outlives
    it: Linux ends Neo4j with that thread.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        password: str | None,
        say: Callable[[str], None],
        owner: str = "serve",
        shown_at: str | None = None,
    ) -> None:
        self._home = Home.of(data_dir)
        self._given_password, self._listener, self._shown_at = password, say, shown_at
        self._dir_lock = DataDirLock(self._home.data_dir, owner)
        self._state: Neo4jState = "stopped"
        self._jars: list[Path] = []
        self._process: Neo4jProcess | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._archiver: asyncio.Task[None] | None = None
        self._restart_reason: str | None = None  # why this process ended Neo4j, before a restart
        self.failure: str | None = None

    @property
    def state(self) -> Neo4jState:
        """Current state of Neo4j."""
        return self._state

    async def start(self) -> Address:
        """Start Neo4j and return once it answers; download it first if needed.

        Raises EngineFailed, DatabaseRefused for a wrong password, InvalidSetting for a password that is too short.
        """
        if self._given_password is not None and len(self._given_password) < MIN_PASSWORD_LENGTH:
            raise InvalidSetting(
                f"Neo4j's password must have at least {MIN_PASSWORD_LENGTH} characters: TRADEGRAPH_NEO4J_PASSWORD."
            )
        if self._state != "stopped" or self._watcher is not None:
            raise EngineFailed("This Neo4j is already started.")
        self._state = "starting"
        self.failure = None
        try:
            await self._acquire_directory()
            self._jars = await self._ensure_jars()
            self._archive = ClassDataArchive.of(self._jars, self._home.class_list)
            password, former = self._passwords()
            port = await self._run_on_free_port(password, former)
        except OSError as error:
            await self.stop()
            reason = error.strerror or str(error)
            raise EngineFailed(f"{self._home.data_dir} cannot hold Neo4j's files: {reason}.") from error
        except BaseException:
            await self.stop()
            raise
        self._state = "running"
        self._watcher = asyncio.create_task(self._watch(port, password))
        if self._dir_lock.is_long_running:
            self._archiver = asyncio.create_task(self._archive.make())
        return Address(local_uri(port), USER, password)

    async def stop(self) -> None:
        """Stop Neo4j and release the directory. Does nothing when it is stopped."""
        tasks = {task for task in (self._watcher, self._archiver) if task is not None}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._watcher = self._archiver = None
        try:
            await self._end_process()
        finally:
            self._dir_lock.release()
            self._state = "stopped"

    def restart(self, reason: str) -> None:
        """Kill Neo4j and start it again, reporting ``reason``. Does nothing unless it runs."""
        if self._state == "running" and self._process is not None:
            self._restart_reason = reason
            self._process.kill()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _acquire_directory(self) -> None:
        """Lock the directory, and end a Neo4j that a killed owner left running there."""
        left = self._dir_lock.take()
        self._dir_lock.write_owner(left.pid if left else None, None)
        if left is not None:
            self._say(f"Stopping the Neo4j (process {left.pid}) that an earlier run left on {self._home.data_dir}.")
            await asyncio.to_thread(end_process, left)
        self._dir_lock.write_owner(None, None)

    async def _ensure_jars(self) -> list[Path]:
        loop, stop = asyncio.get_running_loop(), threading.Event()

        def progress(fetched: DownloadProgress) -> None:
            text = f"Downloading Neo4j {neo4j_version()} for the first start: {fetched}"
            loop.call_soon_threadsafe(self._say, text)

        try:
            return await asyncio.to_thread(ensure_jars, progress, stop)
        finally:
            stop.set()  # otherwise the thread continues after a cancellation

    def _passwords(self) -> tuple[str, list[str]]:
        """Return the password to set, and those that the store may still have."""
        kept = self._home.password.read()
        if self._given_password is None:
            return kept or self._home.password.make(), []
        return self._given_password, [kept] if kept else []

    async def _run_on_free_port(self, password: str, former: list[str]) -> int:
        """Start Neo4j on the previous port or a free one. Return the port."""
        before = self._home.find_previous_port()
        for tries_left in reversed(range(PORT_TRIES)):
            port, before = before or find_free_port(), None
            try:
                await self._run(port, password, former)
            except PortTaken:  # between our check and Neo4j's start
                if not tries_left:
                    raise
                await self._end_process()
            else:
                break
        if self._given_password is not None:
            self._home.password.forget()  # the store has another password now
        return port

    async def _run(self, port: int, password: str, former: list[str]) -> None:
        """Start Neo4j on ``port`` and return once it answers to ``password``."""
        self._home.prepare(port, self._shown_at)
        self._process = Neo4jProcess(self._home, port, self._jars, self._archive.options())
        self._dir_lock.write_owner(self._process.pid, None)
        await self._process.wait_started()
        # Imported here: importing the driver takes half a second, during which Neo4j can be starting.
        from graph.local_neo4j.initial_password import set_initial_password

        if not await set_initial_password(local_uri(port), password, former, lambda: self._is_alive):
            raise DatabaseRefused(
                f"The Neo4j store in {self._home.path} rejected the password from "
                f"{'TRADEGRAPH_NEO4J_PASSWORD' if self._given_password else self._home.password.path}: set "
                "TRADEGRAPH_NEO4J_PASSWORD to its password, or delete the store to start with an empty one."
            )
        self._dir_lock.write_owner(self._process.pid, local_uri(port))

    @property
    def _is_alive(self) -> bool:
        return self._process is not None and self._process.exit_code is None

    async def _watch(self, port: int, password: str) -> None:
        """Restart Neo4j at the same address whenever it exits, until a restart fails."""
        while self._process is not None:
            await self._process.wait_ended()
            self._state = "restarting"
            crashed = f"Neo4j exited unexpectedly (code {self._process.exit_code}) and is being restarted."
            self._say(self._restart_reason or crashed)
            self._restart_reason = None
            self.failure = await self._restart_with_retries(port, password)
            if self.failure:
                self._say(self.failure)
                self._state = "stopped"
                return
            self._state = "running"
            self._say("Neo4j is running again.")

    async def _restart_with_retries(self, port: int, password: str) -> str | None:
        """Restart Neo4j. Return None once it answers, or a sentence on why it failed.

        Only failed starts count: a query may crash Neo4j many times, and each time it has to be restarted.
        """
        reason = ""
        for delay in RESTART_AFTER:
            await self._end_process()
            await asyncio.sleep(delay)
            try:
                self._dir_lock.write_owner(None, None)
                await self._run(port, password, [])
            except (DatabaseUnavailable, OSError) as error:
                reason = str(error)
            else:
                return None
        await self._end_process()
        return f"Neo4j failed to restart {len(RESTART_AFTER)} times in a row. Last error: {reason}"

    async def _end_process(self) -> None:
        if self._process is not None:
            await self._process.end()
            self._process = None

    def _say(self, text: str) -> None:
        # The listener may write to a closed terminal. Supervision must continue.
        with contextlib.suppress(OSError, ValueError):
            self._listener(text)
