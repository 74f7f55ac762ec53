"""Entities: found by name, alone, their links, and what is around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import NotFound
from graph.model.vocabulary import vocabulary
from graph.queries.base import ENTITY_KEY, LINK_KEY, PLACE_KEY, Clocks, Page, cursor_of, key_of, no_entity, page_of
from graph.queries.neighbourhood import Around, LinkFilter
from graph.views import responses
from graph.views.responses import Shape
from graph.views.search_ranking import POOL, Hit, lucene, ranked

#: A query that finds nothing, in the language of Lucene.
NOTHING = '""'


@dataclass(frozen=True)
class Ends:
    """Which ends a link has: entities by id, or their kinds; None means any."""

    subject: str | None = None
    object: str | None = None
    subject_kinds: Sequence[str] | None = None
    object_kinds: Sequence[str] | None = None


class Entities(Around):
    """Answers about entities and the links among them."""

    async def entities(self, q: str | None, kinds: Sequence[str] | None, limit: int, cursor: str | None) -> Page:
        """Entities by name, best first; without a name all of them by id."""
        if q and q.strip():
            return await self._search(q, kinds, limit, cursor)
        rows = await self.column("entities", kinds=kinds, after=key_of(cursor, ENTITY_KEY), limit=limit + 1)
        return page_of([responses.entity(row) for row in rows[:limit]], rows, limit, lambda row: row["id"])

    async def _search(self, q: str, kinds: Sequence[str] | None, limit: int, cursor: str | None) -> Page:
        found = await self._hits(q, kinds)
        first = int(key_of(cursor, PLACE_KEY) or "0")
        items = [
            responses.entity(row) | {"score": score, "matched": name}
            for score, name, row in found[first : first + limit]
        ]
        more = first + limit < len(found)
        return Page(items, cursor_of(str(first + limit)) if more else None)

    async def _hits(self, q: str, kinds: Sequence[str] | None) -> list[Hit]:
        for every_word in (True, False):
            keys = lucene(q, every_word=every_word)
            if not keys and ":" not in q:
                return []
            # Without a word only an id can be meant; the index still has to be asked something.
            rows = await self.column(
                "search", id=q.strip(), lucene=NOTHING, keys=keys or NOTHING, kinds=kinds, limit=POOL
            )
            if hits := ranked(q, rows, every_word=every_word):
                return hits
        return []

    async def entity(self, entity_id: str, clocks: Clocks) -> Shape:
        """One entity with its links counted. Raises NotFound."""
        row = await self.ask("entity", id=entity_id, **clocks.parameters)
        if row is None:
            await self.must_exist([entity_id])
            raise no_entity(entity_id)
        [shown] = await self.with_pending([responses.any_entity(row["entity"], row["period"], clocks.day)], clocks)
        return shown | {"links": responses.link_counts(row["out"], row["in"]), "fact_ids": row["fact_ids"]}

    async def links_of(
        self,
        entity_id: str,
        wanted: LinkFilter,
        clocks: Clocks,
        limit: int,
        cursor: str | None,
        other: str | None = None,
    ) -> Page:
        """The links of an entity. Raises NotFound."""
        await self.must_exist([entity_id, *([other] if other else [])])
        rows = await self.column(
            "entity_links", id=entity_id, direction=wanted.direction, types=wanted.types, kinds=wanted.kinds,
            other=other, after=key_of(cursor, LINK_KEY), limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        return _link_page(rows, limit, clocks)

    async def links(
        self,
        types: Sequence[str] | None,
        ends: Ends,
        clocks: Clocks,
        limit: int,
        cursor: str | None,
    ) -> Page:
        """Links of the whole graph, by their ends. Raises NotFound for an end that is not there."""
        anchor = ends.subject or ends.object
        if anchor:
            own, others = ends.subject_kinds, ends.object_kinds
            if not ends.subject:
                own, others = others, own
            if own and vocabulary().kind_of(anchor) not in own:
                return Page([])  # its own kind is not the one asked for
            wanted = LinkFilter(types, others, "out" if ends.subject else "in")
            return await self.links_of(
                anchor, wanted, clocks, limit, cursor, other=ends.object if ends.subject else None
            )
        rows = await self.column(
            "links", types=types, subject_kinds=ends.subject_kinds, object_kinds=ends.object_kinds,
            after=key_of(cursor, LINK_KEY), limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        return _link_page(rows, limit, clocks)

    async def fact(self, fact_id: str, clocks: Clocks) -> Shape:
        """The evidence of a fact. Raises NotFound, also where nothing was known of it yet."""
        row = await self.ask("fact", fact_id=fact_id, **clocks.parameters)
        if row is None:
            raise NotFound(f"There is no fact {fact_id!r:.80} known at {clocks.known_at:%Y-%m-%d}.")
        return responses.fact(fact_id, row, clocks.day)

    async def paths(
        self, start: str, end: str, types: Sequence[str] | None, max_length: int, k: int, clocks: Clocks
    ) -> Page:
        """The shortest chains of links that all hold on the day. Raises NotFound for an end that is not there."""
        await self.must_exist([start, end])
        parameters = {"from": start, "to": end, "types": types, "max_length": max_length, "k": k}
        found = await self.column("paths", **parameters, **clocks.parameters) if start != end else []
        return Page([responses.path(path, clocks.day) for path in found])

    async def graph(self, ids: Sequence[str], depth: int, wanted: LinkFilter, clocks: Clocks, limit: int) -> Shape:
        """Nodes and links around some entities, the most closely linked first. Raises NotFound."""
        await self.must_exist(ids)
        ids = list(dict.fromkeys(ids))
        shown = ids[:limit]
        found, cut = await self.around(ids, depth, wanted, limit - len(shown), clocks.known_at, clocks.as_of)
        row = await self.ask("subgraph", ids=[*shown, *found], types=wanted.types, **clocks.parameters)
        graph = responses.graph(row or {"nodes": [], "links": []}, clocks.day, cut=cut or len(shown) < len(ids))
        return graph | {"nodes": await self.with_pending(graph["nodes"], clocks)}


def _link_page(rows: Sequence[Mapping[str, Any]], limit: int, clocks: Clocks) -> Page:
    return page_of([responses.link(row, clocks.day) for row in rows[:limit]], rows, limit, responses.link_key)
