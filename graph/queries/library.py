"""Queries of the library, and counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graph.queries.base import QueryRunner
from graph.query_library import Parameter, find_query
from graph.store import JsonEncoder, JsonTable
from graph.views.types.evidence import Stats


class LibraryQueries(QueryRunner):
    """Queries of the library, run with users' parameters."""

    async def run(self, name: str, given: Mapping[str, str], limit: int) -> JsonTable:
        """Run a query of the library with a user's parameters; return at most ``limit`` rows.

        Raises NotFound, also for an unknown entity (an empty table would look like an answer), and InvalidParameter.
        """
        query = find_query(self.queries, name)
        values = query.values(given)
        await self.require_entities([i for p in query.parameters for i in _ids(p, values[p.name]) if p.name in given])
        table = await self._store.table(query.cypher, values)
        form = JsonEncoder()
        rows = [[form(value) for value in row] for row in table.rows[:limit]]
        return JsonTable(table.columns, rows, len(table.rows) > limit, form.notes)

    async def latest_source(self, known_at: datetime) -> str | None:
        """Return the day of the latest source known by then, or None without sources."""
        day: str | None = await self._store.value("ledger/latest_source", known_at=known_at)
        return day

    async def stats(self, known_at: datetime) -> Stats:
        """Return counts of the graph, its revision, and the latest source known by then."""
        counts = await self.fetch_one("counts", known_at=known_at) or {}
        latest = counts["latest_source"]
        return {
            "entities": counts["entities"],
            "links": counts["links"],
            "statements": counts["statements"],
            "sources": counts["sources"],
            "measures": counts["measures"],
            "latest_source": latest.isoformat() if latest else None,
            "revision": (await self._store.state()).revision,
        }


def _ids(parameter: Parameter, value: Any) -> list[str]:
    """Return the entities that a parameter names."""
    if parameter.type == "entities":
        return value or []
    return [value] if parameter.type == "entity" and value else []
