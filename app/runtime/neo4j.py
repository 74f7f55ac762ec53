"""Which Neo4j is asked: the one that is configured, the local one that runs already, or one that is started here.

Only what starting Neo4j takes is imported, so that it starts before the rest of the service is read.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.settings import Settings
from graph.errors import DirectoryInUse
from graph.local_neo4j import LONG_RUNNING, Address, LocalNeo4j, Owner, find_owner, find_running

#: The owner of a Neo4j that runs for one command only: nobody else may rely on it.
COMMAND = "command"

LogLine = Callable[[str], None]


@dataclass(frozen=True)
class Neo4jConnection:
    """A Neo4j that answers. ``engine`` is the local one if this process runs it."""

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
    """The Neo4j of the settings, for as long as the context lasts.

    A local one that runs already is used if its owner is of a kind in ``attach``; the end of one that runs for a
    command is waited for; else one is started, which calls itself by the address ``shown_at``. Raises
    DatabaseUnavailable or one of its kinds: DirectoryInUse where an owner of another kind has the directory.
    """
    if not settings.local:
        yield Neo4jConnection(Address(settings.neo4j_uri or "", settings.neo4j_user, settings.password or ""))
        return
    neo4j = None
    while neo4j is None:
        if running := await _attach_to_running(settings, say, attach):
            yield Neo4jConnection(running)
            return
        engine = LocalNeo4j(settings.data_dir, password=settings.password, say=say, owner=owner, shown_at=shown_at)
        try:
            neo4j = Neo4jConnection(await engine.start(), engine)
        except DirectoryInUse as error:
            if error.kind not in (*attach, COMMAND):
                raise
            # Somebody came between our look and our start: look again.
    try:
        yield neo4j
    finally:
        await engine.stop()


def find_lasting_owner(settings: Settings) -> Owner | None:
    """Who runs the local Neo4j for longer than for one command; None where nobody does."""
    owner = find_owner(settings.data_dir) if settings.local else None
    return owner if owner and owner.kind in LONG_RUNNING else None


async def _attach_to_running(settings: Settings, say: LogLine, attach: Collection[str]) -> Address | None:
    """The local Neo4j of an owner of these kinds, once it answers; None where there is none to be had."""
    told = False
    while (owner := find_owner(settings.data_dir)) and owner.kind in (*attach, COMMAND):
        if owner.kind != COMMAND and (address := find_running(settings.data_dir, settings.password)):
            return address
        if not told:
            say(f"Waiting for process {owner.pid}, which is starting or using {settings.data_dir}.")
            told = True
        await asyncio.sleep(0.2)
    return None
