"""Queries for exports: any number of records, nodes or links, in parts."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager

from graph import ledger
from graph.errors import Busy, GraphChanged
from graph.model.types import Entity, Source, Statement
from graph.queries.base import Clocks, QueryRunner
from graph.queries.ledger import GraphFilter
from graph.query_library import Query
from graph.store import Store
from graph.views.measures import serialize_node
from graph.views.responses import serialize_link
from graph.views.types.entities import EntityResponse
from graph.views.types.links import LinkResponse

#: Nodes that are read at a time.
NODE_PAGE = 1000
#: Links that Neo4j sorts at a time.
SORTED_LINKS = 50_000
#: Seconds in which the links of an export must be read. A slow client makes the query wait.
LINKS_TIMEOUT_S = 3600.0
#: Exports that one process writes at the same time.
MAX_EXPORTS = 4


class ExportQueries(QueryRunner):
    """Queries for exports. Each of them holds a part of the answer at a time."""

    def __init__(self, store: Store, queries: Mapping[str, Query]) -> None:
        super().__init__(store, queries)
        self._export_slots = asyncio.Semaphore(MAX_EXPORTS)

    @asynccontextmanager
    async def exporting(self) -> AsyncIterator[None]:
        """Hold a place for one export. Raises Busy if none is free, GraphChanged at the end if others wrote meanwhile.

        The parts of an export are read one after the other, so a write between two of them would not show in all.
        """
        if self._export_slots.locked():
            raise Busy(f"{MAX_EXPORTS} exports are running already: retry in a few seconds.")
        async with self._export_slots:
            revision = (await self._store.state()).revision
            yield
            if (await self._store.state()).revision != revision:
                raise GraphChanged("The graph changed during the export: export it again.")

    def iter_records(self) -> AsyncGenerator[Entity | Source | Statement]:
        """Yield the whole ledger, by type and id."""
        return ledger.iter_records(self._store)

    async def iter_nodes(self, wanted: GraphFilter, clocks: Clocks) -> AsyncGenerator[EntityResponse]:
        """Yield the nodes of ``fetch_graph``, by id."""
        after, parameters = "", vars(wanted) | clocks.parameters
        while rows := await self._store.read("ledger/export_nodes", after=after, limit=NODE_PAGE, **parameters):
            nodes = [serialize_node(row["entity"], row["period"], clocks.day) for row in rows]
            for node in await self.add_pending_acts(nodes, clocks):
                yield node
            after = rows[-1]["entity"]["id"]

    async def iter_links(
        self, wanted: GraphFilter, clocks: Clocks, *, any_day: bool = False
    ) -> AsyncGenerator[LinkResponse]:
        """Yield the links of ``fetch_graph``, by subject and id. ``any_day``: those of every day."""
        parameters = vars(wanted) | clocks.parameters | {"most": SORTED_LINKS, "any_day": any_day}
        async with aclosing(self._store.stream("ledger/export_links", LINKS_TIMEOUT_S, **parameters)) as rows:
            async for row in rows:
                yield serialize_link(row["link"], clocks.day)

    async def find_kinds_and_types(self, wanted: GraphFilter) -> tuple[set[str], set[str]]:
        """Return the kinds of entities and the types of links that ``fetch_graph`` may have."""
        (row,) = await self._store.read("ledger/kinds_and_types")
        kinds, types = set(row["kinds"]), set(row["types"])
        return (
            kinds if wanted.kinds is None else kinds & set(wanted.kinds),
            types if wanted.types is None else types & set(wanted.types),
        )
