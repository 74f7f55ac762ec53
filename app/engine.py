"""Which Neo4j is asked: the one that is configured, the local one that runs already, or one that is started here.

Only what starting Neo4j takes is imported, so that it starts before the rest of the service is read.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.settings import Settings
from graph.local import Address, LocalNeo4j, find_owner, find_running

#: The owner of a Neo4j that runs for one command only: nobody else may rely on it.
COMMAND = "command"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Reached:
    """A Neo4j that answers. ``engine`` is the local one if this process runs it."""

    address: Address
    engine: LocalNeo4j | None = None


@asynccontextmanager
async def reached(
    settings: Settings, say: Say, *, owner: str = "serve", attach: bool = True, shown_at: str | None = None
) -> AsyncIterator[Reached]:
    """The Neo4j of the settings, for as long as the context lasts.

    ``attach`` False always starts one of its own; ``shown_at`` is the address by which that one calls itself. Raises
    DatabaseUnavailable or one of its kinds.
    """
    if not settings.local:
        yield Reached(Address(settings.neo4j_uri or "", settings.neo4j_user, settings.password or ""))
        return
    running = await _elsewhere(settings, say) if attach else None
    if running:
        yield Reached(running)
        return
    engine = LocalNeo4j(settings.data_dir, password=settings.password, say=say, owner=owner, shown_at=shown_at)
    address = await engine.start()
    try:
        yield Reached(address, engine)
    finally:
        await engine.stop()


async def _elsewhere(settings: Settings, say: Say) -> Address | None:
    """The local Neo4j that another process runs for longer, once it answers; None where there is none to be had."""
    told = False
    while owner := find_owner(settings.data_dir):
        if owner.kind != COMMAND and (address := find_running(settings.data_dir, settings.password)):
            return address
        if not told:
            say(f"Waiting for process {owner.pid}, which is starting or using {settings.data_dir}.")
            told = True
        await asyncio.sleep(0.2)
    return None
