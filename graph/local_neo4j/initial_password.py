"""Login to a Neo4j that has just started, and change of its password.

A new store has Neo4j's default password, which only allows changing it. This module and ``graph/store`` alone use the
driver: ``Store`` cannot connect before the password is set.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

from neo4j import AsyncDriver, AsyncGraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.cypher_files import read_cypher
from graph.errors import EngineFailed
from graph.local_neo4j.address import USER

DEFAULT_PASSWORD = "neo4j"  # noqa: S105 - Neo4j's default
CONNECT_TIMEOUT = 60.0  # seconds for the databases to open after the server has started


async def set_initial_password(uri: str, wanted: str, former: Sequence[str], lives: Callable[[], bool]) -> bool:
    """Set the password at ``uri`` to ``wanted``. Return False if no known password is accepted.

    ``former`` holds at most one password: with Neo4j's default one that makes three attempts, and after three failed
    attempts Neo4j rejects all for five seconds. ``lives`` says whether Neo4j still runs. Raises EngineFailed if it does
    not answer.
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
                raise EngineFailed(f"Neo4j started but does not answer at {uri}: {error}") from error
            await asyncio.sleep(0.2)  # its databases are still being opened
        else:
            return False


async def _accepts(uri: str, password: str) -> bool:
    """Check whether Neo4j accepts this password."""
    async with _driver(uri, password) as driver:
        try:
            await driver.verify_connectivity()
        except AuthError:
            return False
    return True


async def _change(uri: str, old: str, new: str) -> bool:
    """Change the password; return False if ``old`` is wrong."""
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
