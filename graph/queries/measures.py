"""Measures, their lives, and the talks about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.queries.base import ENTITY_KEY, Asker, Clocks, Page, key_of, no_measure, page_of
from graph.views import responses
from graph.views.responses import Shape

_TALKS_KEY = r"\d{4}-\d\d-\d\d \S+"


@dataclass(frozen=True)
class MeasureFilter:
    """Which measures are asked for; None means any."""

    status: str | None = None
    basis: str | None = None
    kind: str | None = None
    product: str | None = None
    target: str | None = None
    by: str | None = None


class Measures(Asker):
    """Answers about measures."""

    async def measures(self, wanted: MeasureFilter, clocks: Clocks, limit: int, cursor: str | None) -> Page:
        """Measures with their status on the day. Raises NotFound for an actor or product that is not there."""
        await self.must_exist([i for i in (wanted.product, wanted.target, wanted.by) if i])
        after = key_of(cursor, ENTITY_KEY)
        rows = await self.column("measures", **vars(wanted), after=after, limit=limit + 1, **clocks.parameters)
        items = [responses.measure(row["entity"], row["period"], clocks.day) for row in rows[:limit]]
        items = await self.with_pending(items, clocks)
        return page_of(items, rows, limit, lambda row: row["entity"]["id"])

    async def timeline(self, measure_id: str, clocks: Clocks) -> Shape:
        """A measure's life. Raises NotFound."""
        row = await self.ask("timeline", id=measure_id, **clocks.parameters)
        if row is None:
            await self.must_exist([measure_id])
            raise no_measure(measure_id)
        [measure] = await self.with_pending([responses.measure(row["measure"], row["period"], clocks.day)], clocks)
        return {
            "measure": measure,
            "periods": [responses.period(p, clocks.day) for p in row["periods"]],
        }

    async def negotiations(
        self, between: Sequence[str], on: str | None, clocks: Clocks, limit: int, cursor: str | None
    ) -> Page:
        """Who talks to whom. Raises NotFound for a party or a topic that is not there."""
        await self.must_exist([*between, *([on] if on else [])])
        after = key_of(cursor, _TALKS_KEY)
        rows = await self.column(
            "negotiations", between=list(between), on=on, after=after, limit=limit + 1, **clocks.parameters
        )
        items = [responses.negotiation(row, clocks.day) for row in rows[:limit]]
        return page_of(items, rows, limit, lambda row: f"{row['link']['valid_from']} {row['link']['link_id']}")
