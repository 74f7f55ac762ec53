"""What lies around some entities, hop by hop: one walk for subgraphs of a day and for scenes of all days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph.queries.base import QueryRunner


@dataclass(frozen=True)
class LinkFilter:
    """Which links are asked for; None means any."""

    types: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    direction: str = "both"


class NeighbourhoodQueries(QueryRunner):
    """Walks from entities to their neighbours."""

    async def find_nearby(
        self, ids: Sequence[str], depth: int, wanted: LinkFilter, room: int, known_at: datetime, as_of: date | None
    ) -> tuple[list[str], bool]:
        """Up to ``room`` others within ``depth`` hops, nearest first, and whether there was more than that.

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
        """Up to ``limit`` that are linked with one of these and not ``seen``; those linked on ``first_on`` first."""
        if limit < 1:
            return []
        found: list[str] = await self.fetch_value(
            "neighbours", ids=list(ids), types=wanted.types, kinds=wanted.kinds, seen=sorted(seen), as_of=as_of,
            first_on=first_on, known_at=known_at, limit=limit,
        )  # fmt: skip
        return found
