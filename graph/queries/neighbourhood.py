"""Neighbours of entities for subgraphs of one day and scenes of all days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph.queries.base import QueryRunner

#: Links of an entity among which its neighbours are looked for.
MAX_CONSIDERED = 2000


@dataclass(frozen=True)
class LinkFilter:
    """Conditions on links; None means any."""

    types: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    direction: str = "both"


class NeighbourhoodQueries(QueryRunner):
    """Queries for the neighbours of entities."""

    async def find_nearby(
        self, ids: Sequence[str], depth: int, wanted: LinkFilter, room: int, known_at: datetime, as_of: date | None
    ) -> tuple[list[str], bool]:
        """Return up to ``room`` entities within ``depth`` hops, nearest first, and whether there were more.

        ``as_of`` None means linked on any day.
        """
        found: list[str] = []
        edge, cut = list(ids), False
        for _ in range(depth):
            next_ = await self.find_neighbours(edge, wanted, {*ids, *found}, room + 1, known_at, as_of)
            cut, edge = cut or len(next_) > room, next_[:room]
            found += edge
            room -= len(edge)
            if not edge:
                break
        return found, cut

    async def find_neighbours(
        self,
        ids: Sequence[str],
        wanted: LinkFilter,
        seen: set[str],
        limit: int,
        known_at: datetime,
        as_of: date | None,
        first_on: date | None = None,
    ) -> list[str]:
        """Return up to ``limit`` neighbours outside ``seen``, first those linked on ``first_on``."""
        if limit < 1:
            return []
        found: list[str] = await self.fetch_value(
            "neighbours", ids=list(ids), types=wanted.types, kinds=wanted.kinds, seen=sorted(seen), as_of=as_of,
            first_on=first_on, known_at=known_at, limit=limit, most=MAX_CONSIDERED,
        )  # fmt: skip
        return found
