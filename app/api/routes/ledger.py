"""Routes of the change feed and of exports."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api import schemas
from app.api.caching import require_version
from app.api.deps import ClocksDep, OptionalClocksDep, QueriesDep, ResponderDep, reject_unknown_parameters
from app.api.parameters import Excel, Ids, Kinds, Limit, LinkCertainties, LinkTypes, Since
from app.api.responses import StreamedFile
from app.api.routes.openapi import error_responses, responses_for
from app.api.schemas import Change
from app.formats.export import MEDIA_TYPES, SUFFIXES, Format, export
from graph.queries import GraphFilter, invalid_parameter

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)], tags=["ledger"])


@router.get("/changes", summary="Changes of the ledger", responses=responses_for(schemas.Page[Change]))
async def changes(
    request: Request,
    answers: QueriesDep,
    _clocks: ClocksDep,
    responder: ResponderDep,
    since: Since = None,
    limit: Limit = 100,
) -> Response:
    """List loaded records in the order of loading. The clocks have no effect."""
    await require_version(request)
    return responder.page((await answers.changes(since, limit)).to_dict(), Change, cursor="since")


@router.get(
    "/export",
    summary="Export of the graph",
    responses={
        200: {"description": "The file.", "content": {kind.split(";")[0]: {} for kind in MEDIA_TYPES.values()}},
        **error_responses(404),
    },
    response_class=Response,
)
async def export_graph(
    answers: QueriesDep,
    clocks: OptionalClocksDep,
    format: Annotated[Format, Query(description=f"{', '.join(MEDIA_TYPES)}.")] = "jsonl",
    id: Ids = None,
    kind: Kinds = None,
    type: LinkTypes = None,
    certainty: LinkCertainties = None,
    excel: Excel = False,
) -> Response:
    """Export the nodes and links valid on the day, all or around `id`. JSON Lines holds records."""
    if excel and format != "csv":
        raise invalid_parameter("excel", "needs format=csv")
    content = export(answers, format, GraphFilter(id, kind, type, certainty), clocks, excel=excel)
    headers = {"Content-Disposition": f'attachment; filename="tradegraph.{SUFFIXES.get(format, format)}"'}
    return StreamedFile(content, headers, MEDIA_TYPES[format])
