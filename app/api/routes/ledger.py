"""The ledger to follow and to take away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api import schemas
from app.api.deps import (
    ClocksDep,
    Excel,
    Ids,
    Kinds,
    Limit,
    LinkCertainties,
    LinkTypes,
    OptionalClocksDep,
    QueriesDep,
    ReplyDep,
    Since,
    reject_unknown_parameters,
)
from app.api.routes import error_responses, responses_for
from app.api.schemas import Change
from app.formats.export import MEDIA_TYPES, Format, export
from graph.queries import GraphFilter, invalid_parameter

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)], tags=["ledger"])


@router.get("/changes", summary="What changed and why", responses=responses_for(schemas.Page[Change]))
async def changes(
    answers: QueriesDep,
    _clocks: ClocksDep,
    reply: ReplyDep,
    since: Since = None,
    limit: Limit = 100,
) -> Response:
    """Every record taken in, the oldest first: when we took it in, so the two clocks do not bear on it."""
    return reply.page((await answers.changes(since, limit)).to_dict(), Change, cursor="since")


@router.get(
    "/export",
    summary="The graph to take away",
    responses={
        200: {"description": "The file.", "content": {kind.split(";")[0]: {} for kind in MEDIA_TYPES.values()}},
        **error_responses(404),
    },
    response_class=Response,
)
async def export_graph(
    answers: QueriesDep,
    clocks: OptionalClocksDep,
    format: Annotated[Format, Query(description="jsonl, csv, graphml or gexf.")] = "jsonl",
    id: Ids = None,
    kind: Kinds = None,
    type: LinkTypes = None,
    certainty: LinkCertainties = None,
    excel: Excel = False,
) -> Response:
    """Nodes and links that hold on the day, of the whole graph or of the entities named; as JSON Lines the records."""
    if excel and format != "csv":
        raise invalid_parameter("excel", "is for format=csv")
    content = await export(answers, format, GraphFilter(id, kind, type, certainty), clocks, excel=excel)
    headers = {"Content-Disposition": f'attachment; filename="tradegraph.{format}"'}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)
