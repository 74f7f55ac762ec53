"""Queries for measures, their status history, and negotiations about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.queries.base import (
    ENTITY_KEY,
    Clocks,
    QueryRunner,
    ResultPage,
    make_page,
    require_cursor_key,
)
from graph.views.measures import serialize_measure, serialize_negotiation, serialize_period
from graph.views.types.entities import MeasureResponse
from graph.views.types.measures import Negotiation, TimelineResponse

_NEGOTIATION_KEY = r"\d{4}-\d\d-\d\d \S+"


@dataclass(frozen=True)
class MeasureFilter:
    """Conditions on measures; None means any."""

    status: str | None = None
    basis: str | None = None
    kind: str | None = None
    product: str | None = None
    target: str | None = None
    by: str | None = None


class MeasureQueries(QueryRunner):
    """Queries for measures."""

    async def measures(
        self, wanted: MeasureFilter, clocks: Clocks, limit: int, cursor: str | None
    ) -> ResultPage[MeasureResponse]:
        """Return measures with their status on the day. Raises NotFound for an unknown actor or product."""
        after = require_cursor_key(cursor, ENTITY_KEY)
        rows = await self.fetch_value("measures", **vars(wanted), after=after, limit=limit + 1, **clocks.parameters)
        await self.explain_empty(rows, [i for i in (wanted.product, wanted.target, wanted.by) if i])
        items = [serialize_measure(row["entity"], row["period"], clocks.day) for row in rows[:limit]]
        items = await self.add_pending_acts(items, clocks)
        return make_page(items, rows, limit, lambda row: row["entity"]["id"])

    async def timeline(self, measure_id: str, clocks: Clocks) -> TimelineResponse:
        """Return the status history of a measure. Raises NotFound."""
        row = await self.fetch_one("timeline", id=measure_id, **clocks.parameters)
        if row is None:
            await self.require_entities([measure_id])
            raise await self.entity_not_found(measure_id, ["Measure"])
        [measure] = await self.add_pending_acts([serialize_measure(row["measure"], row["period"], clocks.day)], clocks)
        return {
            "measure": measure,
            "periods": [serialize_period(p, clocks.day) for p in row["periods"]],
        }

    async def negotiations(
        self, between: Sequence[str], on: str | None, clocks: Clocks, limit: int, cursor: str | None
    ) -> ResultPage[Negotiation]:
        """Return negotiations by their parties and subject. Raises NotFound for an unknown party or subject."""
        after = require_cursor_key(cursor, _NEGOTIATION_KEY)
        rows = await self.fetch_value(
            "negotiations", between=list(between), on=on, after=after, limit=limit + 1, **clocks.parameters
        )
        await self.explain_empty(rows, [*between, *([on] if on else [])])
        items = [serialize_negotiation(row, clocks.day) for row in rows[:limit]]
        return make_page(items, rows, limit, lambda row: f"{row['link']['valid_from']} {row['link']['link_id']}")
