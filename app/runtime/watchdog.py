"""Watchdog for queries that Neo4j cannot end."""

import asyncio
from contextlib import suppress

from graph.errors import TradegraphError
from graph.local_neo4j import LocalNeo4j
from graph.store import RunawayQueries

CHECK_INTERVAL_S = 5.0
CHECK_TIMEOUT_S = 20.0


async def watch_runaway_queries(
    runaway: RunawayQueries, local_neo4j: LocalNeo4j | None, interval_s: float = CHECK_INTERVAL_S
) -> None:
    """Check regularly for runaway queries, and restart the local Neo4j if there are any. Runs until cancelled."""
    while True:
        await asyncio.sleep(interval_s)
        with suppress(TradegraphError, TimeoutError):
            async with asyncio.timeout(CHECK_TIMEOUT_S):
                count = await runaway.refresh()
            if count and local_neo4j:
                runaway.forget()
                local_neo4j.restart("Neo4j is still running a terminated query. It is restarted.")
