"""Dependencies of the pages' routes: clocks and the frame."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from app.api.deps import QueriesDep
from app.api.parameters import AsOf, KnownAt
from app.api.root_path import inner_path
from app.pages.frame import Frame
from graph.model.dates import parse_query_day
from graph.queries import Clocks, invalid_parameter


async def _parse_clocks(as_of: AsOf = None, known_at: KnownAt = None) -> Clocks:
    """Return the clocks; a form sends an empty field for the default."""
    return Clocks.parse(as_of or None, known_at or None)


PageClocksDep = Annotated[Clocks, Depends(_parse_clocks)]


async def _build_frame(request: Request, answers: QueriesDep, clocks: PageClocksDep) -> Frame:
    path = inner_path(request.scope).removeprefix("/")
    latest = await answers.latest_source(clocks.known_at)
    return Frame(path, tuple(request.query_params.multi_items()), clocks, latest)


FrameDep = Annotated[Frame, Depends(_build_frame)]


def optional_day(day: str | None, name: str) -> date | None:
    """Return a day of a form, whose empty field means the default. Raises InvalidParameter."""
    try:
        return parse_query_day(day) if day else None
    except ValueError as error:
        raise invalid_parameter(name, f"is not allowed: {error}") from None
