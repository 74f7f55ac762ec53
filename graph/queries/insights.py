"""Derived reports: calendar, disputes, track records, chains and exposure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.model.vocabulary import vocabulary
from graph.queries.base import (
    ENTITY_KEY,
    Clocks,
    QueryRunner,
    ResultPage,
    invalid_parameter,
    make_page,
    require_cursor_key,
    slice_page,
)
from graph.views.calendar import build_calendar_event
from graph.views.chains_of_measures import find_chains
from graph.views.disputes import build_dispute
from graph.views.exposure import rank_exposures
from graph.views.track_record import build_track_record
from graph.views.types.evidence import Dispute, TrackRecord
from graph.views.types.measures import CalendarEvent, Chain, Exposure

_EVENT_KEY = rf"\d{{4}}-\d\d-\d\d {ENTITY_KEY} \S+"
_DISPUTE_KEY = rf"{ENTITY_KEY} [A-Z_]+ {ENTITY_KEY}"


@dataclass(frozen=True)
class CalendarFilter:
    """Days and measures of a calendar; None means any measure, and a year from ``as_of``."""

    first: date | None = None
    last: date | None = None
    target: str | None = None
    kind: str | None = None


class InsightQueries(QueryRunner):
    """Queries for reports that combine several links."""

    async def calendar(
        self, wanted: CalendarFilter, clocks: Clocks, limit: int, cursor: str | None
    ) -> ResultPage[CalendarEvent]:
        """Return the measures' events between two days. Raises NotFound; InvalidParameter for days in wrong order."""
        if wanted.last and wanted.last <= (wanted.first or clocks.as_of):
            raise invalid_parameter("to", "must be a later day than from: it is the day before which the calendar ends")
        days = {"from": wanted.first, "to": wanted.last}
        rows = await self.fetch_value(
            "calendar", **days, target=wanted.target, kind=wanted.kind, after=require_cursor_key(cursor, _EVENT_KEY),
            limit=limit + 1, **clocks.parameters,
        )  # fmt: skip
        await self.explain_empty(rows, [wanted.target] if wanted.target else [])
        items = [build_calendar_event(row, clocks.day) for row in rows[:limit]]
        return make_page(items, rows, limit, lambda row: row["key"])

    async def disputes(
        self, entity_id: str | None, types: Sequence[str] | None, clocks: Clocks, limit: int, cursor: str | None
    ) -> ResultPage[Dispute]:
        """Return disputed facts with all sides. Raises NotFound."""
        after = require_cursor_key(cursor, _DISPUTE_KEY)
        rows = await self.fetch_value(
            "disputes", id=entity_id, types=types, known_at=clocks.known_at, after=after, limit=limit + 1
        )
        await self.explain_empty(rows, [entity_id] if entity_id else [])
        items = [build_dispute(row, clocks.day) for row in rows[:limit]]
        return make_page(items, rows, limit, lambda row: row["key"])

    async def track_record(self, entity_id: str, clocks: Clocks, limit: int, cursor: str | None) -> TrackRecord:
        """Return a track record and its summary. Raises NotFound, also for an entity of another kind."""
        row = await self.fetch_one("record", id=entity_id, **clocks.parameters)
        if row is None:
            raise await self.entity_not_found(entity_id, ["Official", "Agency", "Government"])
        items, summary = build_track_record(row["said"], clocks.day)
        return {**slice_page(items, limit, cursor).to_dict(), "summary": summary}

    async def chains(
        self, start: str | None, within_days: int, max_length: int, clocks: Clocks, limit: int, cursor: str | None
    ) -> ResultPage[Chain]:
        """Return chains of measures that answer each other. Raises NotFound, also for a start that is not a measure."""
        if start:
            await self.require_entities([start])
            if vocabulary().kind_of(start) != "Measure":
                raise await self.entity_not_found(start, ["Measure"])
        rows = await self.fetch_value("chains", within_days=within_days, **clocks.parameters)
        return slice_page(find_chains(rows, start, max_length), limit, cursor)

    async def exposure(self, entity_id: str, clocks: Clocks, limit: int, cursor: str | None) -> ResultPage[Exposure]:
        """Return the measures that reach a company or product. Raises NotFound, also for an entity of another kind."""
        row = await self.fetch_one("exposure", id=entity_id, **clocks.parameters)
        if row is None:
            raise await self.entity_not_found(entity_id, ["Company", "Product"])
        page = slice_page(rank_exposures(row["paths"], clocks.day), limit, cursor)
        measures = await self.add_pending_acts([item["measure"] for item in page.items], clocks)
        items: list[Exposure] = [
            {**item, "measure": measure} for item, measure in zip(page.items, measures, strict=True)
        ]
        return ResultPage(items, page.next)
