"""Links of entities with many links, read in the order in which Neo4j stores them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.queries.base import Clocks, QueryRunner
from graph.queries.neighbourhood import LinkFilter

#: Relationships, statements included, up to which the links of an entity are sorted.
MAX_SORTED = 2000
#: Pattern of the key of a link among those of a hub: its place and its id.
PLACE_KEY = r"\d{1,9} [0-9a-f]{1,64}"
#: Links that the first query of a page looks at, and the following ones if the filter leaves too few.
_SCANS = (1000, 100_000)


@dataclass(frozen=True)
class HubLinks:
    """Filter for the links of a hub on a date."""

    entity_id: str
    wanted: LinkFilter
    clocks: Clocks


class HubQueries(QueryRunner):
    """Queries for the links of hubs."""

    async def find_hub_links(self, asked: HubLinks, count: int, after: str) -> list[Mapping[str, Any]]:
        """Return up to ``count`` links behind the one with the key ``after``.

        Without a key, they are the first ones.
        """
        skip = await self._find_start(asked.entity_id, after) if after else 0
        found: list[Mapping[str, Any]] = []
        scan, following = _SCANS
        while len(found) < count:
            row = await self._read_links(asked, skip, scan, count - len(found))
            found += row["links"] if row else []
            if not row or row["scanned"] < scan:
                break
            skip, scan = skip + scan, following
        return found

    async def _find_start(self, entity_id: str, after: str) -> int:
        """Return the place behind a link, also if new links have moved it."""
        text, _, link_id = after.partition(" ")
        place = int(text)
        row = await self._store.read("ledger/link_at_place", id=entity_id, place=place)
        if row and row[0]["link_id"] != link_id:
            moved: int | None = await self._store.value("ledger/place_in_hub", id=entity_id, link_id=link_id)
            place = moved if moved is not None else place - 1  # without it, the next link has its place
        return place + 1

    async def _read_links(self, asked: HubLinks, skip: int, scan: int, limit: int) -> Mapping[str, Any] | None:
        rows = await self._store.read(
            "ledger/links_of_hub", id=asked.entity_id, direction=asked.wanted.direction, types=asked.wanted.types,
            kinds=asked.wanted.kinds, skip=skip, scan=scan, limit=limit, **asked.clocks.parameters,
        )  # fmt: skip
        return rows[0] if rows else None


def place_key(row: Mapping[str, Any]) -> str:
    """Return the key by which the links of a hub are paged."""
    return f"{row['hub_place']} {row['link_id']}"
