"""Queries for entities: search, details, links, facts, paths and subgraphs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import NotFound
from graph.model.vocabulary import vocabulary
from graph.queries.base import (
    ENTITY_KEY,
    LINK_KEY,
    Clocks,
    ResultPage,
    make_page,
    require_cursor_key,
    slice_page,
)
from graph.queries.hubs import MAX_SORTED, PLACE_KEY, HubLinks, HubQueries, place_key
from graph.queries.neighbourhood import LinkFilter, NeighbourhoodQueries
from graph.views import responses
from graph.views.graphs import serialize_graph
from graph.views.measures import serialize_node
from graph.views.types.entities import EntityDetails, FoundEntity
from graph.views.types.links import FactResponse, GraphResponse, LinkResponse, PathResponse


@dataclass(frozen=True)
class EndsFilter:
    """Conditions on the ends of a link, by id or kind; None means any."""

    subject: str | None = None
    object: str | None = None
    subject_kinds: Sequence[str] | None = None
    object_kinds: Sequence[str] | None = None


class EntityQueries(NeighbourhoodQueries, HubQueries):
    """Queries for entities and the links among them."""

    async def entities(
        self, q: str | None, kinds: Sequence[str] | None, limit: int, cursor: str | None
    ) -> ResultPage[FoundEntity]:
        """Return entities by name, best first; without a name, all of them by id."""
        if q and q.strip():
            return await self._search(q, kinds, limit, cursor)
        rows = await self.fetch_value(
            "entities", kinds=kinds, after=require_cursor_key(cursor, ENTITY_KEY), limit=limit + 1
        )
        items: list[FoundEntity] = [{**responses.serialize_entity(row)} for row in rows[:limit]]
        return make_page(items, rows, limit, lambda row: row["id"])

    async def _search(
        self, q: str, kinds: Sequence[str] | None, limit: int, cursor: str | None
    ) -> ResultPage[FoundEntity]:
        page = slice_page(await self.search_names(q, kinds), limit, cursor)
        items: list[FoundEntity] = [
            {**responses.serialize_entity(row), "score": score, "matched": name} for score, name, row in page.items
        ]
        return ResultPage(items, page.next)

    async def entity(self, entity_id: str, clocks: Clocks) -> EntityDetails:
        """Return one entity with its links counted. Raises NotFound."""
        row = await self.fetch_one("entity", id=entity_id, most=responses.MAX_COUNTED + 1, **clocks.parameters)
        if row is None:
            await self.require_entities([entity_id])
            raise await self.entity_not_found(entity_id)
        [shown] = await self.add_pending_acts([serialize_node(row["entity"], row["period"], clocks.day)], clocks)
        return {**shown, "links": responses.count_links(row["out"], row["in"]), "fact_ids": row["fact_ids"]}

    async def list_entity_links(
        self,
        entity_id: str,
        wanted: LinkFilter,
        clocks: Clocks,
        limit: int,
        cursor: str | None,
        other: str | None = None,
    ) -> ResultPage[LinkResponse]:
        """Return the links of an entity. Raises NotFound."""
        after = require_cursor_key(cursor, f"{LINK_KEY}|{PLACE_KEY}")
        in_hub = re.fullmatch(PLACE_KEY, after) is not None
        rows = [] if in_hub else await self.fetch_value(
            "entity_links", id=entity_id, direction=wanted.direction, types=wanted.types, kinds=wanted.kinds,
            other=other, after=after, limit=limit + 1, most=None if after or other else MAX_SORTED,
            **clocks.parameters,
        )  # fmt: skip
        if not rows and not other and (in_hub or not after):
            rows = await self.find_hub_links(HubLinks(entity_id, wanted, clocks), limit + 1, after)
        await self.explain_empty(rows, [entity_id, *([other] if other else [])])
        return _link_page(rows, limit, clocks)

    async def links(
        self,
        types: Sequence[str] | None,
        ends: EndsFilter,
        clocks: Clocks,
        limit: int,
        cursor: str | None,
    ) -> ResultPage[LinkResponse]:
        """Return links of the whole graph, by their ends. Raises NotFound for an unknown end."""
        anchor = ends.subject or ends.object
        if anchor:
            own, others = ends.subject_kinds, ends.object_kinds
            if not ends.subject:
                own, others = others, own
            if own and vocabulary().kind_of(anchor) not in own:
                return ResultPage([])  # the end is of another kind
            wanted = LinkFilter(types, others, "out" if ends.subject else "in")
            return await self.list_entity_links(
                anchor, wanted, clocks, limit, cursor, other=ends.object if ends.subject else None
            )
        rows = await self.fetch_value(
            "links", types=types, subject_kinds=ends.subject_kinds, object_kinds=ends.object_kinds,
            after=require_cursor_key(cursor, LINK_KEY), limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        return _link_page(rows, limit, clocks)

    async def fact(self, fact_id: str, clocks: Clocks) -> FactResponse:
        """Return the evidence of a fact. Raises NotFound, also if nothing was known of it yet."""
        row = await self.fetch_one("fact", fact_id=fact_id, **clocks.parameters)
        if row is None:
            raise NotFound(f"There is no fact {fact_id!r:.80} known at {clocks.known_at:%Y-%m-%d}.")
        return responses.serialize_fact(fact_id, row, clocks.day)

    async def paths(
        self, start: str, end: str, types: Sequence[str] | None, max_length: int, k: int, clocks: Clocks
    ) -> ResultPage[PathResponse]:
        """Return the shortest chains of links that all hold on the day. Raises NotFound for an unknown end."""
        parameters = {"from": start, "to": end, "types": types, "max_length": max_length, "k": k}
        found: list[Mapping[str, Any]] = []
        if start != end:
            found = await self._store.value("ledger/shortest_paths", **parameters, **clocks.parameters) or []
            if 0 < len(found) < k:  # there may be longer ones
                longer = await self.fetch_value("paths", **parameters, most=MAX_SORTED, **clocks.parameters)
                found = _merge_paths(found, longer, k)
        await self.explain_empty(found, [start, end])
        return ResultPage([responses.serialize_path(path, clocks.day) for path in found])

    async def graph(
        self, ids: Sequence[str], depth: int, wanted: LinkFilter, clocks: Clocks, limit: int
    ) -> GraphResponse:
        """Return nodes and links around some entities, the most closely linked first. Raises NotFound."""
        ids = list(dict.fromkeys(ids))
        shown = ids[:limit]
        found, cut = await self.find_nearby(ids, depth, wanted, limit - len(shown), clocks.known_at, clocks.as_of)
        row = await self.fetch_one(
            "subgraph", ids=[*shown, *found], types=wanted.types, most=responses.MAX_COUNTED + 1, **clocks.parameters
        )
        graph = serialize_graph(row or {"nodes": [], "links": []}, clocks.day, cut=cut or len(shown) < len(ids))
        await self.explain_empty({node["id"] for node in graph["nodes"]}.issuperset(ids), ids)
        return {**graph, "nodes": await self.add_pending_acts(graph["nodes"], clocks)}


def _merge_paths(
    shortest: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]], k: int
) -> list[Mapping[str, Any]]:
    """Add the paths that are longer than the shortest ones."""
    length = len(shortest[0]["links"])
    return [*shortest, *(path for path in others if len(path["links"]) > length)][:k]


def _link_page(rows: Sequence[Mapping[str, Any]], limit: int, clocks: Clocks) -> ResultPage[LinkResponse]:
    return make_page(
        [responses.serialize_link(row, clocks.day) for row in rows[:limit]],
        rows,
        limit,
        lambda row: place_key(row) if "hub_place" in row else responses.link_key(row),
    )
