"""Entities: found by name, alone, their links, and what is around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import NotFound
from graph.model.vocabulary import vocabulary
from graph.queries.base import (
    ENTITY_KEY,
    LINK_KEY,
    PLACE_KEY,
    Clocks,
    ResultPage,
    encode_cursor,
    entity_not_found,
    make_page,
    require_cursor_key,
)
from graph.queries.neighbourhood import LinkFilter, NeighbourhoodQueries
from graph.views import responses
from graph.views.responses import JsonObject
from graph.views.search_ranking import MAX_CANDIDATES, Hit, build_lucene_query, rank_hits

#: A query that finds nothing, in the language of Lucene.
NOTHING = '""'


@dataclass(frozen=True)
class EndsFilter:
    """Which ends a link has: entities by id, or their kinds; None means any."""

    subject: str | None = None
    object: str | None = None
    subject_kinds: Sequence[str] | None = None
    object_kinds: Sequence[str] | None = None


class EntityQueries(NeighbourhoodQueries):
    """Answers about entities and the links among them."""

    async def entities(self, q: str | None, kinds: Sequence[str] | None, limit: int, cursor: str | None) -> ResultPage:
        """Entities by name, best first; without a name all of them by id."""
        if q and q.strip():
            return await self._search(q, kinds, limit, cursor)
        rows = await self.fetch_value(
            "entities", kinds=kinds, after=require_cursor_key(cursor, ENTITY_KEY), limit=limit + 1
        )
        return make_page([responses.serialize_entity(row) for row in rows[:limit]], rows, limit, lambda row: row["id"])

    async def _search(self, q: str, kinds: Sequence[str] | None, limit: int, cursor: str | None) -> ResultPage:
        found = await self._hits(q, kinds)
        first = int(require_cursor_key(cursor, PLACE_KEY) or "0")
        items = [
            responses.serialize_entity(row) | {"score": score, "matched": name}
            for score, name, row in found[first : first + limit]
        ]
        more = first + limit < len(found)
        return ResultPage(items, encode_cursor(str(first + limit)) if more else None)

    async def _hits(self, q: str, kinds: Sequence[str] | None) -> list[Hit]:
        for every_word in (True, False):
            keys = build_lucene_query(q, every_word=every_word)
            if not keys and ":" not in q:
                return []
            # Without a word only an id can be meant; the index still has to be asked something.
            rows = await self.fetch_value(
                "search", id=q.strip(), lucene=NOTHING, keys=keys or NOTHING, kinds=kinds, limit=MAX_CANDIDATES
            )
            if hits := rank_hits(q, rows, every_word=every_word):
                return hits
        return []

    async def entity(self, entity_id: str, clocks: Clocks) -> JsonObject:
        """One entity with its links counted. Raises NotFound."""
        row = await self.fetch_one("entity", id=entity_id, **clocks.parameters)
        if row is None:
            await self.require_entities([entity_id])
            raise entity_not_found(entity_id)
        [shown] = await self.add_pending_acts(
            [responses.serialize_node(row["entity"], row["period"], clocks.day)], clocks
        )
        return shown | {"links": responses.count_links(row["out"], row["in"]), "fact_ids": row["fact_ids"]}

    async def list_entity_links(
        self,
        entity_id: str,
        wanted: LinkFilter,
        clocks: Clocks,
        limit: int,
        cursor: str | None,
        other: str | None = None,
    ) -> ResultPage:
        """The links of an entity. Raises NotFound."""
        await self.require_entities([entity_id, *([other] if other else [])])
        rows = await self.fetch_value(
            "entity_links", id=entity_id, direction=wanted.direction, types=wanted.types, kinds=wanted.kinds,
            other=other, after=require_cursor_key(cursor, LINK_KEY), limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        return _link_page(rows, limit, clocks)

    async def links(
        self,
        types: Sequence[str] | None,
        ends: EndsFilter,
        clocks: Clocks,
        limit: int,
        cursor: str | None,
    ) -> ResultPage:
        """Links of the whole graph, by their ends. Raises NotFound for an end that is not there."""
        anchor = ends.subject or ends.object
        if anchor:
            own, others = ends.subject_kinds, ends.object_kinds
            if not ends.subject:
                own, others = others, own
            if own and vocabulary().kind_of(anchor) not in own:
                return ResultPage([])  # its own kind is not the one asked for
            wanted = LinkFilter(types, others, "out" if ends.subject else "in")
            return await self.list_entity_links(
                anchor, wanted, clocks, limit, cursor, other=ends.object if ends.subject else None
            )
        rows = await self.fetch_value(
            "links", types=types, subject_kinds=ends.subject_kinds, object_kinds=ends.object_kinds,
            after=require_cursor_key(cursor, LINK_KEY), limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        return _link_page(rows, limit, clocks)

    async def fact(self, fact_id: str, clocks: Clocks) -> JsonObject:
        """The evidence of a fact. Raises NotFound, also where nothing was known of it yet."""
        row = await self.fetch_one("fact", fact_id=fact_id, **clocks.parameters)
        if row is None:
            raise NotFound(f"There is no fact {fact_id!r:.80} known at {clocks.known_at:%Y-%m-%d}.")
        return responses.serialize_fact(fact_id, row, clocks.day)

    async def paths(
        self, start: str, end: str, types: Sequence[str] | None, max_length: int, k: int, clocks: Clocks
    ) -> ResultPage:
        """The shortest chains of links that all hold on the day. Raises NotFound for an end that is not there."""
        await self.require_entities([start, end])
        parameters = {"from": start, "to": end, "types": types, "max_length": max_length, "k": k}
        found = await self.fetch_value("paths", **parameters, **clocks.parameters) if start != end else []
        return ResultPage([responses.serialize_path(path, clocks.day) for path in found])

    async def graph(self, ids: Sequence[str], depth: int, wanted: LinkFilter, clocks: Clocks, limit: int) -> JsonObject:
        """Nodes and links around some entities, the most closely linked first. Raises NotFound."""
        await self.require_entities(ids)
        ids = list(dict.fromkeys(ids))
        shown = ids[:limit]
        found, cut = await self.find_nearby(ids, depth, wanted, limit - len(shown), clocks.known_at, clocks.as_of)
        row = await self.fetch_one("subgraph", ids=[*shown, *found], types=wanted.types, **clocks.parameters)
        graph = responses.serialize_graph(
            row or {"nodes": [], "links": []}, clocks.day, cut=cut or len(shown) < len(ids)
        )
        return graph | {"nodes": await self.add_pending_acts(graph["nodes"], clocks)}


def _link_page(rows: Sequence[Mapping[str, Any]], limit: int, clocks: Clocks) -> ResultPage:
    return make_page(
        [responses.serialize_link(row, clocks.day) for row in rows[:limit]], rows, limit, responses.link_key
    )
