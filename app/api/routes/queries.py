"""The query library, and Cypher of the user's own."""

import hashlib
import logging

from fastapi import APIRouter, Depends, Request, Response

from app.api.deps import (
    QueriesDep,
    ReplyDep,
    RuntimeDep,
    json_body,
    query_parameter_names,
    reject_unknown_parameters,
    require_single_values,
)
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.routes import error_responses, responses_for
from app.api.schemas import CypherRequest, Page, QueryDescription, Table
from app.formats.browser_favourites import build_archive

router = APIRouter(route_class=ReceiptRoute, tags=["queries"])

_log = logging.getLogger("tradegraph")


@router.get(
    "/queries",
    summary="The query library",
    responses=responses_for(Page[QueryDescription]),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def queries(answers: QueriesDep, reply: ReplyDep) -> Response:
    """Every query: the question it answers, its parameters, and its Cypher, which pastes into any tool."""
    items = [query.describe() for query in answers.queries.values()]
    return reply.page({"items": items, "next": None}, QueryDescription)


@router.get(
    "/queries/{name}",
    summary="Run a query of the library",
    responses=responses_for(Table, 404, 406),
    dependencies=[Depends(receipt_parameter)],
)
async def run_query(runtime: RuntimeDep, request: Request, reply: ReplyDep, name: str) -> Response:
    """Runs it with the parameters of the query string. JSON, CSV or NDJSON, as `format` or `Accept` asks."""
    given = require_single_values(dict(request.query_params), request.query_params.multi_items())
    own = {key: value for key, value in given.items() if key not in query_parameter_names(request.scope["route"])}
    return reply.table(await runtime.answers.run(name, own, runtime.settings.cypher_max_rows))


@router.get(
    "/favourites",
    summary="The query library for Neo4j Browser",
    responses={200: {"description": "A ZIP of scripts.", "content": {"application/zip": {}}}, **error_responses()},
    response_class=Response,
    dependencies=[Depends(reject_unknown_parameters)],
)
async def favourites(answers: QueriesDep) -> Response:
    """The library as Neo4j Browser keeps favourites: each script sets its parameters, then asks."""
    headers = {"Content-Disposition": 'attachment; filename="tradegraph-favourites.zip"'}
    return Response(build_archive(answers.queries.values()), media_type="application/zip", headers=headers)


@router.post(
    "/cypher",
    summary="Read-only Cypher",
    responses=responses_for(Table, 400, 403, 406, 413, 415, 504),
    dependencies=[Depends(reject_unknown_parameters)],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": CypherRequest.model_json_schema()}},
        }
    },
)
async def cypher(runtime: RuntimeDep, request: Request, reply: ReplyDep) -> Response:
    """Runs a query of the user's own that only reads, within limits; its rows are sent as they come."""
    asked = await json_body(request, CypherRequest)
    # A hash, by which the same query is known again: its text may name what an analyst works on.
    mark = hashlib.sha256(asked.query.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    _log.info("request %s asks the query %s", request.state.request_id, mark)
    return reply.stream(runtime.adhoc.stream(asked.query, asked.parameters, asked.limit))
