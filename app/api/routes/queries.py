"""Routes of the query library and of ad-hoc Cypher."""

import hashlib
import logging
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request, Response

from app.api.body import json_body
from app.api.caching import LOG_KEY
from app.api.deps import (
    QueriesDep,
    ResponderDep,
    RuntimeDep,
    query_parameter_names,
    reject_unknown_parameters,
    require_single_values,
)
from app.api.receipts import ReceiptRoute, receipt_parameter
from app.api.routes.openapi import error_responses, responses_for
from app.api.schemas import CypherRequest, Page, QueryDescription, Table
from app.formats.browser_favourites import build_archive
from graph.asof import QueryClocks

router = APIRouter(route_class=ReceiptRoute, tags=["queries"])

_log = logging.getLogger("tradegraph")


@router.get(
    "/queries",
    summary="Query library",
    responses=responses_for(Page[QueryDescription]),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def queries(answers: QueriesDep, responder: ResponderDep) -> Response:
    """List all queries with question, parameters, and Cypher to copy into any tool."""
    items = [query.describe() for query in answers.queries.values()]
    return responder.page({"items": items, "next": None}, QueryDescription)


@router.get(
    "/queries/{name}",
    summary="Run a query of the library",
    responses=responses_for(Table, 404, 406),
    dependencies=[Depends(receipt_parameter)],
)
async def run_query(runtime: RuntimeDep, request: Request, responder: ResponderDep, name: str) -> Response:
    """Run a query with parameters from the query string. Formats: JSON, CSV and NDJSON."""
    given = require_single_values(dict(request.query_params), request.query_params.multi_items())
    own = {key: value for key, value in given.items() if key not in query_parameter_names(request.scope["route"])}
    return responder.table(await runtime.answers.run(name, own, runtime.settings.cypher_max_rows))


@router.get(
    "/favourites",
    summary="Query library for Neo4j Browser",
    responses={200: {"description": "A ZIP of scripts.", "content": {"application/zip": {}}}, **error_responses()},
    response_class=Response,
    dependencies=[Depends(reject_unknown_parameters)],
)
async def favourites(answers: QueriesDep) -> Response:
    """Return the library as favourites of Neo4j Browser. Each script sets its parameters and runs a query."""
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
async def cypher(runtime: RuntimeDep, request: Request, responder: ResponderDep) -> Response:
    """Run a read-only query within limits, as of a day if it has clocks. Rows are streamed as they arrive."""
    asked = await json_body(request, CypherRequest)
    # Log a hash only: the text of a query may be confidential.
    digest = hashlib.sha256(asked.query.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    request.scope["state"][LOG_KEY] = said = f"runs the query with SHA-256 {digest}"
    _log.info("request %s %s", request.state.request_id, said)
    clocks = QueryClocks.parse(datetime.now(UTC), asked.as_of, asked.known_at, asked.holds)
    if asked.explain:
        return responder.table(await runtime.adhoc.show_rewritten(asked.query, asked.parameters, clocks))
    opening = runtime.adhoc.stream(asked.query, asked.parameters, asked.limit, clocks)
    return responder.stream(opening, clocks.given if clocks else {})
