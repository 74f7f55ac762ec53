"""Look-ups for imports of public lists: statements of earlier editions, ids of entities."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from graph.model.types import Statement
from graph.store import Store
from graph.store.mapping import statement_from_properties

#: Seconds in which the statements of a list must be read.
_TIMEOUT_S = 600.0


async def iter_list_statements(store: Store, list_id: str) -> AsyncGenerator[tuple[Statement, str]]:
    """Yield the statements of a list with the days of their editions, in order."""
    edition = re.compile(rf"source:{re.escape(list_id)}-(\d{{4}}-\d{{2}}-\d{{2}})")
    prefix = f"source:{list_id}-"
    async with aclosing(store.stream("ledger/statements_of_list", _TIMEOUT_S, prefix=prefix)) as rows:
        async for row in rows:
            if found := edition.fullmatch(row["source"]):
                statement = statement_from_properties(row["statement"])
                yield statement.as_recorded or statement, found[1]


async def fetch_entity_ids(store: Store) -> tuple[set[str], dict[str, str]]:
    """Return the ids of all entities and sources, and those of governments by country code."""
    ids: set[str] = set()
    governments: dict[str, str] = {}
    async with aclosing(store.stream("ledger/ids_of_entities", _TIMEOUT_S)) as rows:
        async for row in rows:
            ids.add(row["id"])
            if row["code"]:
                governments[row["code"]] = row["id"]
    return ids, governments
