"""Calendar, disputes, records, chains and exposure."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import (
    Cursor,
    Day,
    Limit,
    MaxLength,
    MeasureKind,
    Text,
    Types,
    WithAnswers,
    WithClocks,
    WithinDays,
    WithReply,
    only_known,
)
from app.api.receipts import KeptRoute, kept
from app.api.routes import answers_with
from app.api.schemas import CalendarEvent, Chain, Dispute, Exposure, Page, Record, Word
from graph.queries import CalendarFilter

router = APIRouter(route_class=KeptRoute, dependencies=[Depends(only_known), Depends(kept)], tags=["insights"])


@router.get(
    "/measures/calendar", summary="What happens to measures when", responses=answers_with(Page[CalendarEvent], 404)
)
async def calendar(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    start: Annotated[Day, Query(alias="from", description="The first day; `as_of` if not given.")] = None,
    end: Annotated[Day, Query(alias="to", description="The day before which it ends; a year on if not given.")] = None,
    target: Annotated[Text, Query(description="Id of a government, company or person that is targeted.")] = None,
    kind: MeasureKind = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What starts, is eased, suspended or extended, snaps back, expires or is lifted, and what holds it off."""
    wanted = CalendarFilter(start, end, target, kind)
    return reply.page((await answers.calendar(wanted, clocks, limit, cursor)).shape(), CalendarEvent)


@router.get("/disputes", summary="What is disputed", responses=answers_with(Page[Dispute], 404))
async def disputes(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    id: Annotated[Text, Query(description="Id of an entity at one end of the fact.")] = None,
    type: Types = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Facts that are dated differently, told differently or denied: both sides with their statements, none picked."""
    return reply.page((await answers.disputes(id, type, clocks, limit, cursor)).shape(), Dispute)


@router.get("/entities/{id}/record", summary="Said and done", responses=answers_with(Record, 404))
async def record(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    id: str,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What an official, an agency or a government threatened, offered, expected or announced, and what came of it."""
    return reply.page(await answers.record(id, clocks, limit, cursor), Word)


@router.get("/chains", summary="Measure upon measure", responses=answers_with(Page[Chain], 404))
async def chains(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    start: Annotated[
        Text, Query(alias="from", description="Id of the measure to start from; all if not given.")
    ] = None,
    within_days: WithinDays = 30,
    max_length: MaxLength = 8,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Which measure answers which or was given for which, as declared and as the days suggest; circles first."""
    return reply.page((await answers.chains(start, within_days, max_length, clocks, limit, cursor)).shape(), Chain)


@router.get("/entities/{id}/exposure", summary="Which measures reach it", responses=answers_with(Page[Exposure], 404))
async def exposure(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    id: str,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Every measure that reaches a company or a product on the day, by which chain of facts; the strongest first."""
    return reply.page((await answers.exposure(id, clocks, limit, cursor)).shape(), Exposure)
