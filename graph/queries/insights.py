"""Calendar, disputes, records, chains and exposure: what can be read off the graph beyond its links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph import views
from graph.errors import NotFound
from graph.model.vocabulary import vocabulary
from graph.queries.base import (
    ENTITY_KEY,
    PLACE_KEY,
    Clocks,
    QueryRunner,
    ResultPage,
    encode_cursor,
    invalid_parameter,
    make_page,
    measure_not_found,
    require_cursor_key,
)
from graph.views.responses import JsonObject

_EVENT_KEY = rf"\d{{4}}-\d\d-\d\d {ENTITY_KEY} \S+"
_DISPUTE_KEY = rf"{ENTITY_KEY} [A-Z_]+ {ENTITY_KEY}"


@dataclass(frozen=True)
class CalendarFilter:
    """Which days and measures are asked for; None means any, for the days from ``as_of`` and for a year."""

    first: date | None = None
    last: date | None = None
    target: str | None = None
    kind: str | None = None


class InsightQueries(QueryRunner):
    """Answers that take several links, and what is known of them, together."""

    async def calendar(self, wanted: CalendarFilter, clocks: Clocks, limit: int, cursor: str | None) -> ResultPage:
        """Return the measures' events between two days. Raises NotFound; InvalidParameter for days in wrong order."""
        if wanted.last and wanted.last <= (wanted.first or clocks.as_of):
            raise invalid_parameter("to", "must be a later day than from: it is the day before which the calendar ends")
        await self.require_entities([wanted.target] if wanted.target else [])
        days = {"from": wanted.first, "to": wanted.last}
        rows = await self.fetch_value(
            "calendar", **days, target=wanted.target, kind=wanted.kind, after=require_cursor_key(cursor, _EVENT_KEY),
            limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        items = [views.build_calendar_event(row, clocks.day) for row in rows[:limit]]
        return make_page(items, rows, limit, lambda row: row["key"])

    async def disputes(
        self, entity_id: str | None, types: Sequence[str] | None, clocks: Clocks, limit: int, cursor: str | None
    ) -> ResultPage:
        """What is disputed, side by side. Raises NotFound."""
        await self.require_entities([entity_id] if entity_id else [])
        after = require_cursor_key(cursor, _DISPUTE_KEY)
        rows = await self.fetch_value(
            "disputes", id=entity_id, types=types, known_at=clocks.known_at, after=after, limit=limit + 1
        )
        items = [views.build_dispute(row, clocks.day) for row in rows[:limit]]
        return make_page(items, rows, limit, lambda row: row["key"])

    async def track_record(self, entity_id: str, clocks: Clocks, limit: int, cursor: str | None) -> JsonObject:
        """What was said and what came of it, and all of it counted. Raises NotFound, also for another kind."""
        row = await self.fetch_one("record", id=entity_id, **clocks.parameters)
        if row is None:
            raise NotFound(f"There is no official, agency or government {entity_id!r:.80}: GET /entities?q= finds ids.")
        items, summary = views.build_track_record(row["said"], clocks.day)
        return _slice_page(items, limit, cursor).to_dict() | {"summary": summary}

    async def chains(
        self, start: str | None, within_days: int, max_length: int, clocks: Clocks, limit: int, cursor: str | None
    ) -> ResultPage:
        """Which measure answers which. Raises NotFound, also where the start is no measure."""
        if start:
            await self.require_entities([start])
            if vocabulary().kind_of(start) != "Measure":
                raise measure_not_found(start)
        rows = await self.fetch_value("chains", within_days=within_days, **clocks.parameters)
        return _slice_page(views.find_chains(rows, start, max_length), limit, cursor)

    async def exposure(self, entity_id: str, clocks: Clocks, limit: int, cursor: str | None) -> ResultPage:
        """Which measures reach it, and how. Raises NotFound, also where it is neither company nor product."""
        row = await self.fetch_one("exposure", id=entity_id, **clocks.parameters)
        if row is None:
            raise NotFound(f"There is no company or product {entity_id!r:.80}: GET /entities?q= finds ids.")
        page = _slice_page(views.rank_exposures(row["paths"], clocks.day), limit, cursor)
        measures = await self.add_pending_acts([item["measure"] for item in page.items], clocks)
        items = [item | {"measure": measure} for item, measure in zip(page.items, measures, strict=True)]
        return ResultPage(items, page.next)


def _slice_page(items: list[JsonObject], limit: int, cursor: str | None) -> ResultPage:
    """A page of what is only in order once all of it is there; its cursor is a place in that order."""
    start = int(require_cursor_key(cursor, PLACE_KEY) or "0")
    end = start + limit
    return ResultPage(items[start:end], encode_cursor(str(end)) if end < len(items) else None)
