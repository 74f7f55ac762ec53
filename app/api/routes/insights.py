"""Calendar, disputes, records, chains and exposure."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import (
    ClocksDep,
    Cursor,
    Day,
    Limit,
    MaxLength,
    MeasureKind,
    QueriesDep,
    ReplyDep,
    Text,
    Types,
    WithinDays,
    reject_unknown_parameters,
)
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.routes import responses_for
from app.api.schemas import CalendarEvent, Chain, Dispute, Exposure, Page, TrackRecord, TrackRecordItem
from graph.queries import CalendarFilter

router = APIRouter(
    route_class=ReceiptRoute,
    dependencies=[Depends(reject_unknown_parameters), Depends(receipt_parameter)],
    tags=["insights"],
)


@router.get(
    "/measures/calendar", summary="What happens to measures when", responses=responses_for(Page[CalendarEvent], 404)
)
async def calendar(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    start: Annotated[Day, Query(alias="from", description="The first day; `as_of` if not given.")] = None,
    end: Annotated[Day, Query(alias="to", description="The day before which it ends; a year on if not given.")] = None,
    target: Annotated[Text, Query(description="Id of a government, company or person that is targeted.")] = None,
    kind: MeasureKind = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What starts, is eased, suspended or extended, snaps back, expires or is lifted, and what holds it off."""
    wanted = CalendarFilter(start, end, target, kind)
    return reply.page((await answers.calendar(wanted, clocks, limit, cursor)).to_dict(), CalendarEvent)


@router.get("/disputes", summary="What is disputed", responses=responses_for(Page[Dispute], 404))
async def disputes(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    id: Annotated[Text, Query(description="Id of an entity at one end of the fact.")] = None,
    type: Types = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Facts that are dated differently, told differently or denied: both sides with their statements, none picked."""
    return reply.page((await answers.disputes(id, type, clocks, limit, cursor)).to_dict(), Dispute)


@router.get("/entities/{id}/record", summary="Said and done", responses=responses_for(TrackRecord, 404))
async def record(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    id: str,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What an official, an agency or a government threatened, offered, expected or announced, and what came of it."""
    return reply.page(await answers.track_record(id, clocks, limit, cursor), TrackRecordItem)


@router.get("/chains", summary="Measure upon measure", responses=responses_for(Page[Chain], 404))
async def chains(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    start: Annotated[
        Text, Query(alias="from", description="Id of the measure to start from; all if not given.")
    ] = None,
    within_days: WithinDays = 30,
    max_length: MaxLength = 8,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Which measure answers which or was given for which, as declared and as the days suggest; circles first."""
    return reply.page((await answers.chains(start, within_days, max_length, clocks, limit, cursor)).to_dict(), Chain)


@router.get("/entities/{id}/exposure", summary="Which measures reach it", responses=responses_for(Page[Exposure], 404))
async def exposure(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    id: str,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Every measure that reaches a company or a product on the day, by which chain of facts; the strongest first."""
    return reply.page((await answers.exposure(id, clocks, limit, cursor)).to_dict(), Exposure)
