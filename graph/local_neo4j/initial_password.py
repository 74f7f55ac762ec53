"""Logging on to a Neo4j that has just started, and giving it the password it is to have.

A new store has Neo4j's own first password, which is good for nothing but changing it. This is the one place besides
``graph/store.py`` that speaks to the driver, because the store cannot be opened before it has been here.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

from neo4j import AsyncDriver, AsyncGraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.cypher_files import read_cypher
from graph.errors import EngineFailed
from graph.local_neo4j.address import USER

DEFAULT_PASSWORD = "neo4j"  # noqa: S105 - what every new store of Neo4j has
CONNECT_TIMEOUT = 60.0  # seconds that databases may take to come up once the server has started


async def set_initial_password(uri: str, wanted: str, former: Sequence[str], lives: Callable[[], bool]) -> bool:
    """Make ``wanted`` the password at ``uri``. False when the store takes neither it nor any of ``former``.

    ``former`` may hold one password: with the first one that makes three tries, and after three that fail Neo4j takes
    no more for five seconds. ``lives`` tells whether the Neo4j is still there. Raises EngineFailed when it does not
    answer.
    """
    until = time.monotonic() + CONNECT_TIMEOUT
    while True:
        try:
            if await _accepts(uri, wanted):
                return True
            for old in [*former, DEFAULT_PASSWORD]:
                if old != wanted and await _change(uri, old, wanted):
                    return await _accepts(uri, wanted)
        except (DriverError, Neo4jError) as error:
            if time.monotonic() > until or not lives():
                raise EngineFailed(f"Neo4j started and does not answer at {uri}: {error}") from error
            await asyncio.sleep(0.2)  # its databases are still being opened
        else:
            return False


async def _accepts(uri: str, password: str) -> bool:
    """Whether the graph's database answers to this password."""
    async with _driver(uri, password) as driver:
        try:
            await driver.verify_connectivity()
        except AuthError:
            return False
    return True


async def _change(uri: str, old: str, new: str) -> bool:
    """Change the password; False when ``old`` is not the one it has."""
    async with _driver(uri, old) as driver:
        try:
            await driver.execute_query(read_cypher("server/set_password"), {"old": old, "new": new}, database_="system")
        except AuthError:
            return False
    return True


def _driver(uri: str, password: str) -> AsyncDriver:
    return AsyncGraphDatabase.driver(
        uri, auth=(USER, password), connection_timeout=5, max_transaction_retry_time=0, telemetry_disabled=True
    )
