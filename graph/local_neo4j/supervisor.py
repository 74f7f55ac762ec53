"""Neo4j as a child of this process: started, watched, started again when it falls, and ended with us.

In: a data directory, and a port and a password where the user wants a certain one. Out: an address that stays the same
for as long as this lives, and a ``state`` that tells the truth about what is behind it.
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
RESTART_AFTER = (0.0, 1.0, 2.0, 4.0, 8.0)  # seconds; starts that fail in a row, and then it is given up


class LocalNeo4j:
    """The Neo4j of one data directory; ``async with`` starts and stops it.

    ``password`` None means the one that was made up at the first start. ``say`` is told, in the event loop's thread,
    what takes time. ``owner`` tells other processes what this one is: ``serve``, or ``db`` for one that
    ``stop_running`` may end. ``shown_at`` is the address that Neo4j tells clients, where it is not its own. Start it
    from the thread that outlives it: Linux ends Neo4j with that thread.
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
        self._settled = asyncio.Event()  # set while the state is running or stopped
        self._jars: list[Path] = []
        self._process: Neo4jProcess | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._archiver: asyncio.Task[None] | None = None
        self._restart_reason: str | None = None  # why it was ended by us, to be started again
        self.failure: str | None = None

    @property
    def state(self) -> Neo4jState:
        """What Neo4j is doing now."""
        return self._state

    async def start(self) -> Address:
        """Start Neo4j, fetching it first if it is not here, and return once it answers.

        Raises EngineFailed, DatabaseRefused for a wrong password, InvalidSetting for one that Neo4j never allows.
        """
        if self._given_password is not None and len(self._given_password) < MIN_PASSWORD_LENGTH:
            raise InvalidSetting(
                f"Neo4j's password must have at least {MIN_PASSWORD_LENGTH} characters: TRADEGRAPH_NEO4J_PASSWORD."
            )
        if self._state != "stopped" or self._watcher is not None:
            raise EngineFailed("This Neo4j was started already.")
        self._set_state("starting")
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
        self._set_state("running")
        self._watcher = asyncio.create_task(self._watch(port, password))
        if self._dir_lock.is_long_running:
            self._archiver = asyncio.create_task(self._archive.make())
        return Address(local_uri(port), USER, password)

    async def stop(self) -> None:
        """End Neo4j and let go of the directory. Does nothing when it is stopped."""
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
            self._set_state("stopped")

    def restart(self, reason: str) -> None:
        """End Neo4j at once and start it again, saying why. Does nothing unless it runs."""
        if self._state == "running" and self._process is not None:
            self._restart_reason = reason
            self._process.kill()

    async def wait_running(self, timeout: float) -> None:  # noqa: ASYNC109 - a state is waited for, not work
        """Return once Neo4j runs. Raises EngineFailed when it stopped, DatabaseUnavailable when it takes too long."""
        try:
            await asyncio.wait_for(self._settled.wait(), timeout)
        except TimeoutError:
            raise DatabaseUnavailable(f"Neo4j is {self._state}: try again in a few seconds.") from None
        if self._state != "running":
            raise EngineFailed(self.failure or "Neo4j is stopped.")

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _acquire_directory(self) -> None:
        """Take the directory, and end what an owner that was killed left running there."""
        left = self._dir_lock.take()
        self._dir_lock.write_owner(left.pid if left else None, None)
        if left is not None:
            self._say(f"Ending the Neo4j (process {left.pid}) that an earlier run left on {self._home.data_dir}.")
            await asyncio.to_thread(end_process, left)
        self._dir_lock.write_owner(None, None)

    async def _ensure_jars(self) -> list[Path]:
        loop, stop = asyncio.get_running_loop(), threading.Event()

        def progress(fetched: DownloadProgress) -> None:
            text = f"Fetching Neo4j {neo4j_version()} for the first start: {fetched}"
            loop.call_soon_threadsafe(self._say, text)

        try:
            return await asyncio.to_thread(ensure_jars, progress, stop)
        finally:
            stop.set()  # the thread would go on after we are cancelled

    def _passwords(self) -> tuple[str, list[str]]:
        """The password Neo4j is to have, and the one that the store may still have."""
        kept = self._home.password.read()
        if self._given_password is None:
            return kept or self._home.password.make(), []
        return self._given_password, [kept] if kept else []

    async def _run_on_free_port(self, password: str, former: list[str]) -> int:
        """Start Neo4j on the port of the run before or on a free one; which one is what comes back."""
        before = self._home.find_previous_port()
        for tries_left in reversed(range(PORT_TRIES)):
            port, before = before or find_free_port(), None
            try:
                await self._run(port, password, former)
            except PortTaken:  # between our look and Neo4j's try
                if not tries_left:
                    raise
                await self._end_process()
            else:
                break
        if self._given_password is not None:
            self._home.password.forget()  # it is no longer the store's
        return port

    async def _run(self, port: int, password: str, former: list[str]) -> None:
        """Start Neo4j on ``port`` and return once it answers to ``password``."""
        self._home.prepare(port, self._shown_at)
        self._process = Neo4jProcess(self._home, port, self._jars, self._archive.options())
        self._dir_lock.write_owner(self._process.pid, None)
        await self._process.wait_started()
        # Imported here: it brings the driver along, whose import takes half a second in which Neo4j can be starting.
        from graph.local_neo4j.initial_password import set_initial_password

        if not await set_initial_password(local_uri(port), password, former, lambda: self._is_alive):
            raise DatabaseRefused(
                f"The store in {self._home.path} does not take the password of "
                f"{'TRADEGRAPH_NEO4J_PASSWORD' if self._given_password else self._home.password.path}: set "
                "TRADEGRAPH_NEO4J_PASSWORD to the one it has, or delete the store to begin anew."
            )
        self._dir_lock.write_owner(self._process.pid, local_uri(port))

    @property
    def _is_alive(self) -> bool:
        return self._process is not None and self._process.exit_code is None

    async def _watch(self, port: int, password: str) -> None:
        """Start Neo4j again, with the same address, whenever it ends by itself; end when that does not succeed."""
        while self._process is not None:
            await self._process.wait_ended()
            self._set_state("restarting")
            by_itself = f"Neo4j ended by itself (code {self._process.exit_code}) and is started again."
            self._say(self._restart_reason or by_itself)
            self._restart_reason = None
            self.failure = await self._restart_with_retries(port, password)
            if self.failure:
                self._say(self.failure)
                self._set_state("stopped")
                return
            self._set_state("running")
            self._say("Neo4j is back.")

    async def _restart_with_retries(self, port: int, password: str) -> str | None:
        """Start Neo4j again. None when it answers, and otherwise one sentence on why it was given up.

        Only starts that fail count: a Neo4j that a query brought down may be brought down often, and must come back.
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
        return f"Neo4j could not be started again, {len(RESTART_AFTER)} times in a row. The last time: {reason}"

    async def _end_process(self) -> None:
        if self._process is not None:
            await self._process.end()
            self._process = None

    def _say(self, text: str) -> None:
        # Who listens may write to a terminal that is gone, which is no reason to leave Neo4j unwatched.
        with contextlib.suppress(OSError, ValueError):
            self._listener(text)

    def _set_state(self, state: Neo4jState) -> None:
        self._state = state
        if state in ("running", "stopped"):
            self._settled.set()
        else:
            self._settled.clear()
