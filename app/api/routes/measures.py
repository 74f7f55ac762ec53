"""Measures, their lives, and the talks about them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import (
    ClocksDep,
    Cursor,
    Ids,
    Limit,
    MeasureKind,
    QueriesDep,
    ReplyDep,
    StatusBasis,
    StatusFilter,
    Text,
    reject_unknown_parameters,
)
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.routes import json_response, responses_for
from app.api.schemas import MeasureResponse, Negotiation, Page, TimelineResponse
from graph.queries import MeasureFilter

router = APIRouter(
    route_class=ReceiptRoute,
    dependencies=[Depends(reject_unknown_parameters), Depends(receipt_parameter)],
    tags=["measures"],
)


@router.get("/measures", summary="Measures with their status", responses=responses_for(Page[MeasureResponse], 404))
async def measures(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    status: StatusFilter = None,
    basis: StatusBasis = None,
    kind: MeasureKind = None,
    product: Annotated[
        Text, Query(description="Id of a product: measures that restrict it or a whole it is part of.")
    ] = None,
    target: Annotated[Text, Query(description="Id of a government, company or person that is targeted.")] = None,
    by: Annotated[Text, Query(description="Id of an actor that acted on it, itself or by an office or agency.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Measures and their status on the day, by what they restrict, whom they target and who made them."""
    wanted = MeasureFilter(status, basis, kind, product, target, by)
    return reply.page((await answers.measures(wanted, clocks, limit, cursor)).to_dict(), MeasureResponse)


@router.get("/measures/{id}/timeline", summary="A measure's life", responses=responses_for(TimelineResponse, 404))
async def timeline(answers: QueriesDep, clocks: ClocksDep, id: str) -> Response:
    """Each period of its status: from when to when, by which act, said in which statement, by which rule."""
    return json_response(await answers.timeline(id, clocks))


@router.get("/negotiations", summary="Who talks to whom", responses=responses_for(Page[Negotiation], 404))
async def negotiations(
    answers: QueriesDep,
    clocks: ClocksDep,
    reply: ReplyDep,
    between: Annotated[
        Ids, Query(description="Ids of parties: talks in which each takes part, itself or by an office.")
    ] = None,
    on: Annotated[Text, Query(description="Id of a measure, product or agreement that is on the table.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Who negotiates with whom, at which talks, about what, and what is exchanged for what."""
    return reply.page((await answers.negotiations(between or [], on, clocks, limit, cursor)).to_dict(), Negotiation)
