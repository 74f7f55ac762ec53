"""Routes of derived reports: calendar, disputes, track records, chains and exposure."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import ClocksDep, QueriesDep, ResponderDep, reject_unknown_parameters
from app.api.parameters import Cursor, Day, Limit, MaxLength, MeasureKind, Text, Types, WithinDays
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.routes.openapi import responses_for
from app.api.schemas import CalendarEvent, Chain, Dispute, Exposure, Page, Record, Word
from graph.queries import CalendarFilter

router = APIRouter(
    route_class=ReceiptRoute,
    dependencies=[Depends(reject_unknown_parameters), Depends(receipt_parameter)],
    tags=["insights"],
)


@router.get("/measures/calendar", summary="Calendar of measures", responses=responses_for(Page[CalendarEvent], 404))
async def calendar(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    start: Annotated[Day, Query(alias="from", description="First day; default: `as_of`.")] = None,
    end: Annotated[Day, Query(alias="to", description="Day after the last; default: one year later.")] = None,
    target: Annotated[Text, Query(description="Id of a targeted government, company or person.")] = None,
    kind: MeasureKind = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List dated changes of measures, and what delays them. A change may be a start, easing, pause or end."""
    wanted = CalendarFilter(start, end, target, kind)
    return responder.page((await answers.calendar(wanted, clocks, limit, cursor)).to_dict(), CalendarEvent)


@router.get("/disputes", summary="Disputed facts", responses=responses_for(Page[Dispute], 404))
async def disputes(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    id: Annotated[Text, Query(description="Id of an entity at one end of the fact.")] = None,
    type: Types = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List facts with contradicting statements. Both sides are shown, without a verdict."""
    return responder.page((await answers.disputes(id, type, clocks, limit, cursor)).to_dict(), Dispute)


@router.get("/entities/{id}/record", summary="Track record of an actor", responses=responses_for(Record, 404))
async def record(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    id: str,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List what an actor threatened, offered, expected or announced, and what came of it."""
    return responder.page(await answers.track_record(id, clocks, limit, cursor), Word)


@router.get("/chains", summary="Chains of measures", responses=responses_for(Page[Chain], 404))
async def chains(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    start: Annotated[Text, Query(alias="from", description="Id of the measure to start from; default: all.")] = None,
    within_days: WithinDays = 30,
    max_length: MaxLength = 8,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List which measures answer or were traded for others, declared or inferred; cycles first."""
    return responder.page(
        (await answers.chains(start, within_days, max_length, clocks, limit, cursor)).to_dict(), Chain
    )


@router.get("/entities/{id}/exposure", summary="Exposure to measures", responses=responses_for(Page[Exposure], 404))
async def exposure(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    id: str,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List the measures that affect a company or a product, and how. The strongest come first."""
    return responder.page((await answers.exposure(id, clocks, limit, cursor)).to_dict(), Exposure)
