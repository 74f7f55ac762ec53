"""Questions to answers: one meaning for HTTP, the command line and the picture.

Each method runs files of ``cypher/read`` and shapes what they give. Lists come as a page: the items, and a cursor to
the next page or None.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graph import shapes
from graph.errors import BadParameter, NotFound, Problem
from graph.queries import Query, find
from graph.search import LEAST_SCORE, fit, lucene
from graph.shapes import Shape
from graph.store import Store, Table, json_value

SEARCH_POOL = 500
NODES_AT_MOST = 500


@dataclass(frozen=True)
class Clocks:
    """``as_of``: when it was true in the world. ``known_at``: what could be known by then."""

    as_of: date
    known_at: datetime

    @property
    def day(self) -> str:
        """``as_of`` as ISO text."""
        return self.as_of.isoformat()

    @property
    def parameters(self) -> dict[str, Any]:
        """Both, by the names that the query files have for them."""
        return {"as_of": self.as_of, "known_at": self.known_at}


@dataclass(frozen=True)
class Page:
    """A page of a list."""

    items: list[Shape]
    next: str | None = None

    def shape(self) -> Shape:
        """As it is sent."""
        return {"items": self.items, "next": self.next}


@dataclass(frozen=True)
class LinkFilter:
    """Which links are asked for; None means any."""

    types: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    direction: str = "both"


@dataclass(frozen=True)
class MeasureFilter:
    """Which measures are asked for; None means any."""

    status: str | None = None
    kind: str | None = None
    product: str | None = None
    target: str | None = None
    by: str | None = None


def cursor_of(key: str) -> str:
    """A key as a cursor: opaque to users."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(cursor: str | None) -> str:
    """The key in a cursor, empty for none. Raises BadParameter for what is not one of ours."""
    if not cursor:
        return ""
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise _bad("cursor", "is not a cursor of this service; use the value of next as it is") from error


def _bad(name: str, message: str) -> BadParameter:
    return BadParameter(f"{name} {message}.", [Problem(name, message)])


class Answers:
    """Answers from one store with one library of queries."""

    def __init__(self, store: Store, queries: Mapping[str, Query]) -> None:
        self._store = store
        self.queries = queries

    async def _ask(self, name: str, **parameters: object) -> list[Any]:
        """The one record of a query file, as the values of its columns; empty where there is none."""
        table = await self._store.table(self.queries[name].cypher, parameters)
        return table.rows[0] if table.rows else []

    async def entities(self, q: str | None, kinds: Sequence[str] | None, limit: int, cursor: str | None) -> Page:
        """Entities by name, best first; without a name all of them by id."""
        if q and q.strip():
            return await self._search(q, kinds, limit, cursor)
        (rows,) = await self._ask("entities", kinds=kinds, after=key_of(cursor), limit=limit + 1)
        return _page([shapes.entity(row) for row in rows[:limit]], rows, limit, lambda row: row["id"])

    async def _search(self, q: str, kinds: Sequence[str] | None, limit: int, cursor: str | None) -> Page:
        found = await self._hits(q, kinds)
        start = key_of(cursor) or "0"
        if not start.isdecimal():
            raise _bad("cursor", "is not a cursor of a search")
        first = int(start)
        items = [
            shapes.entity(row) | {"score": score, "matched": name} for score, name, row in found[first : first + limit]
        ]
        more = first + limit < len(found)
        return Page(items, cursor_of(str(first + limit)) if more else None)

    async def _hits(self, q: str, kinds: Sequence[str] | None) -> list[tuple[float, str, Mapping[str, Any]]]:
        for every_word in (True, False):
            text = lucene(q, every_word=every_word)
            if not text and ":" not in q:
                return []
            # Without a word only an id can be meant; the index still has to be asked something.
            (rows,) = await self._ask("search", id=q.strip(), lucene=text or '""', kinds=kinds, limit=SEARCH_POOL)
            ranked = [(*fit(q, row), row) for row in rows]
            ranked = [hit for hit in ranked if hit[0] >= LEAST_SCORE]
            if ranked:
                return sorted(ranked, key=lambda hit: (-hit[0], hit[2]["id"]))
        return []

    async def entity(self, entity_id: str, clocks: Clocks) -> Shape:
        """One entity with its links counted. Raises NotFound."""
        row = await self._ask("entity", id=entity_id, **clocks.parameters)
        if not row:
            raise _no_entity(entity_id)
        properties, out, into, period = row
        return shapes.any_entity(properties, period, clocks.day) | {"links": shapes.link_counts(out, into)}

    async def _must_exist(self, ids: Sequence[str]) -> None:
        found = {row["id"] for row in await self._store.read("write/existing_entities", ids=list(ids))}
        for entity_id in ids:
            if entity_id not in found:
                raise _no_entity(entity_id)

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
        await self._must_exist([entity_id, *([other] if other else [])])
        (rows,) = await self._ask(
            "entity_links", id=entity_id, direction=wanted.direction, types=wanted.types, kinds=wanted.kinds,
            other=other, after=key_of(cursor), limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        return _link_page(rows, limit, clocks)

    async def links(
        self,
        types: Sequence[str] | None,
        subject_kinds: Sequence[str] | None,
        object_kinds: Sequence[str] | None,
        clocks: Clocks,
        limit: int,
        cursor: str | None,
    ) -> Page:
        """Links of the whole graph."""
        (rows,) = await self._ask(
            "links", types=types, subject_kinds=subject_kinds, object_kinds=object_kinds,
            after=key_of(cursor), limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        return _link_page(rows, limit, clocks)

    async def fact(self, fact_id: str, clocks: Clocks) -> Shape:
        """The evidence of a fact. Raises NotFound, also where nothing was known of it yet."""
        rows = await self._store.table(self.queries["fact"].cypher, {"fact_id": fact_id, **clocks.parameters})
        if not rows.rows:
            raise NotFound(f"There is no fact {fact_id!r:.80} known at {clocks.known_at:%Y-%m-%d}.")
        return shapes.fact(fact_id, dict(zip(rows.columns, rows.rows[0], strict=True)), clocks.day)

    async def paths(
        self, start: str, end: str, types: Sequence[str] | None, max_length: int, k: int, clocks: Clocks
    ) -> Page:
        """The shortest chains of links that all hold on the day. Raises NotFound for an end that is not there."""
        await self._must_exist([start, end])
        parameters = {"from": start, "to": end, "types": types, "max_length": max_length, "k": k}
        row = await self._ask("paths", **parameters, **clocks.parameters) if start != end else [[]]
        return Page([shapes.path(found, clocks.day) for found in row[0]])

    async def measures(self, wanted: MeasureFilter, clocks: Clocks, limit: int, cursor: str | None) -> Page:
        """Measures with their status on the day. Raises NotFound for an actor or product that is not there."""
        await self._must_exist([i for i in (wanted.product, wanted.target, wanted.by) if i])
        (rows,) = await self._ask(
            "measures", **vars(wanted), after=key_of(cursor), limit=limit + 1, **clocks.parameters
        )
        items = [shapes.measure(row["entity"], row["period"], clocks.day) for row in rows[:limit]]
        return _page(items, rows, limit, lambda row: row["entity"]["id"])

    async def timeline(self, measure_id: str, clocks: Clocks) -> Shape:
        """A measure's life. Raises NotFound."""
        row = await self._ask("timeline", id=measure_id, **clocks.parameters)
        if not row:
            raise NotFound(f"There is no measure {measure_id!r:.80}: GET /measures lists them all.")
        properties, periods = row
        on_the_day = [p for p in periods if p["on_date"]]
        return {
            "measure": shapes.measure(properties, on_the_day[-1] if on_the_day else None, clocks.day),
            "periods": [shapes.period(p, clocks.day) for p in periods],
        }

    async def negotiations(
        self, between: Sequence[str], on: str | None, clocks: Clocks, limit: int, cursor: str | None
    ) -> Page:
        """Who talks to whom. Raises NotFound for a party or a topic that is not there."""
        await self._must_exist([*between, *([on] if on else [])])
        (rows,) = await self._ask(
            "negotiations", between=list(between), on=on, after=key_of(cursor), limit=limit + 1, **clocks.parameters
        )
        items = [shapes.negotiation(row, clocks.day) for row in rows[:limit]]
        return _page(items, rows, limit, lambda row: f"{row['link']['valid_from']} {row['link']['link_id']}")

    async def graph(self, ids: Sequence[str], depth: int, wanted: LinkFilter, clocks: Clocks, limit: int) -> Shape:
        """Nodes and links around some entities, the most closely linked first. Raises NotFound."""
        await self._must_exist(ids)
        seen, edge, cut = list(dict.fromkeys(ids))[:limit], list(dict.fromkeys(ids)), False
        for _ in range(depth):
            room = limit - len(seen)
            (found,) = await self._ask(
                "neighbours", ids=edge, types=wanted.types, kinds=wanted.kinds, seen=seen, limit=room + 1,
                **clocks.parameters,
            )  # fmt: skip
            cut = cut or len(found) > room
            edge = found[:room]
            seen += edge
            if not edge:
                break
        table = await self._store.table(
            self.queries["subgraph"].cypher, {"ids": seen, "types": wanted.types, **clocks.parameters}
        )
        return shapes.graph(dict(zip(table.columns, table.rows[0], strict=True)), clocks.day, cut=cut)

    async def run(self, name: str, given: Mapping[str, str], limit: int) -> Table:
        """Runs a query of the library with a user's parameters; at most ``limit`` rows.

        Raises NotFound and BadParameter.
        """
        query = find(self.queries, name)
        table = await self._store.table(query.cypher, query.values(given))
        rows = [[json_value(value) for value in row] for row in table.rows[:limit]]
        return Table(table.columns, rows, truncated=len(table.rows) > limit)

    async def counts(self, known_at: datetime) -> dict[str, int]:
        """How many entities, links and statements there are."""
        entities, links, statements = await self._ask("counts", known_at=known_at)
        return {"entities": entities, "links": links, "statements": statements}


def _no_entity(entity_id: str) -> NotFound:
    return NotFound(f"There is no entity {entity_id!r:.80}: GET /entities?q= finds the ids of names.")


def _page(items: list[Shape], rows: Sequence[Any], limit: int, key: Any) -> Page:
    return Page(items, cursor_of(key(rows[limit - 1])) if len(rows) > limit else None)


def _link_page(rows: Sequence[Mapping[str, Any]], limit: int, clocks: Clocks) -> Page:
    return _page([shapes.link(row, clocks.day) for row in rows[:limit]], rows, limit, shapes.link_key)
