"""Measures, their lives, and the talks about them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import (
    Cursor,
    Ids,
    Limit,
    MeasureKind,
    Status,
    StatusBasis,
    Text,
    WithAnswers,
    WithClocks,
    WithReply,
    only_known,
)
from app.api.receipts import KeptRoute, kept
from app.api.routes import answers_with, sent
from app.api.schemas import Measure, Negotiation, Page, Timeline
from graph.queries import MeasureFilter

router = APIRouter(route_class=KeptRoute, dependencies=[Depends(only_known), Depends(kept)], tags=["measures"])


@router.get("/measures", summary="Measures with their status", responses=answers_with(Page[Measure], 404))
async def measures(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    status: Status = None,
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
    return reply.page((await answers.measures(wanted, clocks, limit, cursor)).shape(), Measure)


@router.get("/measures/{id}/timeline", summary="A measure's life", responses=answers_with(Timeline, 404))
async def timeline(answers: WithAnswers, clocks: WithClocks, id: str) -> Response:
    """Each period of its status: from when to when, by which act, said in which statement, by which rule."""
    return sent(await answers.timeline(id, clocks))


@router.get("/negotiations", summary="Who talks to whom", responses=answers_with(Page[Negotiation], 404))
async def negotiations(
    answers: WithAnswers,
    clocks: WithClocks,
    reply: WithReply,
    between: Annotated[
        Ids, Query(description="Ids of parties: talks in which each takes part, itself or by an office.")
    ] = None,
    on: Annotated[Text, Query(description="Id of a measure, product or agreement that is on the table.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Who negotiates with whom, at which talks, about what, and what is exchanged for what."""
    return reply.page((await answers.negotiations(between or [], on, clocks, limit, cursor)).shape(), Negotiation)
