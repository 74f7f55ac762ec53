"""Queries for boards: a hub as columns of groups of rows."""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.model.vocabulary import vocabulary
from graph.queries.base import Clocks, QueryRunner, invalid_parameter
from graph.store.store import Row
from graph.views.boards import build_board, build_board_between, measures_of, member_ids, relate_links
from graph.views.types.boards import Board, Grouping

#: Links in one place at which the queries stop.
MAX_LINKS = 1500
#: Products, and targets, of each measure that group it.
_MAX_NAMED = 5


@dataclass(frozen=True)
class BoardRequest:
    """Request for a board of one entity or of two actors.

    ``by`` None means the usual grouping of the kind.
    """

    ids: Sequence[str]
    rolled_up: bool = True
    by: Grouping | None = None


class BoardQueries(QueryRunner):
    """Queries for boards."""

    async def board(self, request: BoardRequest, clocks: Clocks) -> Board:
        """Return the board of one entity, or of two actors. Raises NotFound and InvalidParameter."""
        await self._check_foci(request.ids)
        if len(request.ids) == 2:
            return await self._board_between(request, clocks)
        row = await self._board_rows(request.ids[0], request, clocks)
        lives = await self._lives(measures_of(row["links"]), clocks)
        return build_board(row, lives, clocks.day, rolled_up=request.rolled_up, by=request.by, most=MAX_LINKS)

    async def count_links(self, entity_id: str, clocks: Clocks, most: int) -> int:
        """Return the number of links of an entity on the day, up to ``most``."""
        found: int = await self._store.value("ledger/degree", id=entity_id, most=most, **clocks.parameters) or 0
        return found

    async def _board_between(self, request: BoardRequest, clocks: Clocks) -> Board:
        first, second = request.ids
        sides = await gather(*(self._board_rows(i, request, clocks) for i in request.ids))
        acts = await gather(*(self._acts(*ends, request, clocks) for ends in ((first, second), (second, first))))
        lives = await self._lives(measures_of([*acts[0], *acts[1]]), clocks)
        return build_board_between(
            sides, acts, lives, clocks.day, rolled_up=request.rolled_up, by=request.by, most=MAX_LINKS
        )

    async def _board_rows(self, entity_id: str, request: BoardRequest, clocks: Clocks) -> dict[str, Any]:
        """Return the entity, its members and the links of all of them."""
        row = await self.fetch_one(
            "board_members", id=entity_id, rolled_up=request.rolled_up, most=MAX_LINKS, **clocks.parameters
        )
        if row is None:
            await self.require_entities([entity_id])
            raise await self.entity_not_found(entity_id)
        links = await self.fetch_value(
            "board", id=entity_id, **member_ids(entity_id, row["members"], clocks.day), most=MAX_LINKS,
            **clocks.parameters,
        )  # fmt: skip
        return {**row, "links": relate_links(entity_id, row["members"], links, clocks.day)}

    async def _acts(self, side: str, other: str, request: BoardRequest, clocks: Clocks) -> list[Row]:
        rows: list[Row] = await self.fetch_value(
            "board_between", side=side, other_side=other, rolled_up=request.rolled_up, most=MAX_LINKS,
            **clocks.parameters,
        )  # fmt: skip
        return rows

    async def _lives(self, ids: Sequence[str], clocks: Clocks) -> list[Row]:
        if not ids:
            return []
        rows: list[Row] = await self.fetch_value(
            "measure_rows", measures=list(ids), most=_MAX_NAMED, **clocks.parameters
        )
        return rows

    async def _check_foci(self, ids: Sequence[str]) -> None:
        """Raise NotFound, or InvalidParameter for entities that make no board."""
        kinds = [vocabulary().kind_of(i) for i in ids]
        for entity_id, kind in zip(ids, kinds, strict=True):
            if kind is None:
                raise await self.entity_not_found(entity_id)
        if len(set(ids)) != len(ids) or not 1 <= len(ids) <= 2:
            raise invalid_parameter("id", f"names {len(ids)} entities: a board shows one entity, or two actors")
        if len(ids) == 2 and not set(kinds) <= set(vocabulary().actor_kinds):
            raise invalid_parameter("id", "names two entities that are not both actors: a board of two shows actors")
