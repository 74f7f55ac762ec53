"""Routes of measures, their status history, and negotiations."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import ClocksDep, QueriesDep, ResponderDep, reject_unknown_parameters
from app.api.parameters import Cursor, Ids, Limit, MeasureKind, StatusBasis, StatusFilter, Text
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.responses import json_response
from app.api.routes.openapi import responses_for
from app.api.schemas import Measure, Negotiation, Page, Timeline
from graph.queries import MeasureFilter

router = APIRouter(
    route_class=ReceiptRoute,
    dependencies=[Depends(reject_unknown_parameters), Depends(receipt_parameter)],
    tags=["measures"],
)


@router.get("/measures", summary="Measures with their status", responses=responses_for(Page[Measure], 404))
async def measures(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    status: StatusFilter = None,
    basis: StatusBasis = None,
    kind: MeasureKind = None,
    product: Annotated[
        Text, Query(description="Id of a product: measures that restrict it or something it is part of.")
    ] = None,
    target: Annotated[Text, Query(description="Id of a targeted government, company or person.")] = None,
    by: Annotated[Text, Query(description="Id of an actor that acted on it, also by an office or agency.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List measures with their status on the day, by restricted product, target and acting party."""
    wanted = MeasureFilter(status, basis, kind, product, target, by)
    return responder.page((await answers.measures(wanted, clocks, limit, cursor)).to_dict(), Measure)


@router.get("/measures/{id}/timeline", summary="Status history of a measure", responses=responses_for(Timeline, 404))
async def timeline(answers: QueriesDep, clocks: ClocksDep, id: str) -> Response:
    """List the status periods of a measure, each with its dates, act, statement and rule."""
    return json_response(await answers.timeline(id, clocks))


@router.get("/negotiations", summary="Negotiations", responses=responses_for(Page[Negotiation], 404))
async def negotiations(
    answers: QueriesDep,
    clocks: ClocksDep,
    responder: ResponderDep,
    between: Annotated[
        Ids, Query(description="Ids of parties: negotiations in which all take part, also through an office.")
    ] = None,
    on: Annotated[Text, Query(description="Id of a measure, product or agreement under negotiation.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List negotiations: the parties, the talks, the subjects, and what is exchanged for what."""
    return responder.page((await answers.negotiations(between or [], on, clocks, limit, cursor)).to_dict(), Negotiation)
