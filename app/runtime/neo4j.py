"""Connection to Neo4j: the configured server, a running local one, or a new local one.

This module imports little, so that Neo4j can start before the rest of the service is imported.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.settings import Settings
from graph.errors import DirectoryInUse
from graph.local_neo4j import LONG_RUNNING, Address, LocalNeo4j, Owner, find_owner, find_running

#: Owner of a Neo4j that runs for one command only: other processes do not use it.
COMMAND = "command"

LogLine = Callable[[str], None]

#: Seconds after which a start is announced. A first start downloads and takes longer; it says so itself.
_ANNOUNCE_AFTER_S = 1


@dataclass(frozen=True)
class Neo4jConnection:
    """A Neo4j that answers. ``local_neo4j`` is set if this process runs it."""

    address: Address
    local_neo4j: LocalNeo4j | None = None


@asynccontextmanager
async def connect_neo4j(
    settings: Settings,
    say: LogLine,
    *,
    owner: str = "serve",
    attach: Collection[str] = LONG_RUNNING,
    shown_at: str | None = None,
) -> AsyncIterator[Neo4jConnection]:
    """Connect to the Neo4j of the settings for the duration of the context.

    A running local Neo4j is used if the kind of its owner is in ``attach``. If a command owns it, wait until that
    command ends. Otherwise start a Neo4j, which advertises the address ``shown_at``. Raises DatabaseUnavailable or a
    subclass: DirectoryInUse if an owner of another kind uses the data directory.
    """
    if not settings.local:
        yield Neo4jConnection(Address(settings.neo4j_uri or "", settings.neo4j_user, settings.password or ""))
        return
    neo4j = None
    while neo4j is None:
        if running := await _attach_to_running(settings, say, attach):
            yield Neo4jConnection(running)
            return
        local_neo4j = LocalNeo4j(settings.data_dir, password=settings.password, say=say, owner=owner, shown_at=shown_at)
        announcing = asyncio.get_running_loop().call_later(_ANNOUNCE_AFTER_S, say, "Starting Neo4j…")
        try:
            neo4j = Neo4jConnection(await local_neo4j.start(), local_neo4j)
        except DirectoryInUse as error:
            if error.kind not in (*attach, COMMAND):
                raise
            # Another process took the directory after the check above: check again.
        finally:
            announcing.cancel()
    try:
        yield neo4j
    finally:
        await local_neo4j.stop()


def find_lasting_owner(settings: Settings) -> Owner | None:
    """Return the long-running owner of the local Neo4j, or None."""
    owner = find_owner(settings.data_dir) if settings.local else None
    return owner if owner and owner.kind in LONG_RUNNING else None


async def _attach_to_running(settings: Settings, say: LogLine, attach: Collection[str]) -> Address | None:
    """Wait until a running Neo4j of such an owner answers. Return its address; None without one."""
    announced = False
    while (owner := find_owner(settings.data_dir)) and owner.kind in (*attach, COMMAND):
        if owner.kind != COMMAND and (address := find_running(settings.data_dir, settings.password)):
            return address
        if not announced:
            say(f"Waiting for process {owner.pid}, which is starting or using {settings.data_dir}.")
            announced = True
        await asyncio.sleep(0.2)
    return None
