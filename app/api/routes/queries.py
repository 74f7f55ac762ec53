"""The query library, and Cypher of the user's own."""

import hashlib
import logging

from fastapi import APIRouter, Depends, Request, Response

from app.api.deps import WithAnswers, WithReply, WithRuntime, given_once, json_body, only_known, query_names
from app.api.receipts import KeptRoute, kept
from app.api.routes import answers_with, errors_of
from app.api.schemas import CypherRequest, Page, QueryDescription, Table
from app.formats.browser_favourites import archive

router = APIRouter(route_class=KeptRoute, tags=["queries"])

_log = logging.getLogger("tradegraph")


@router.get(
    "/queries",
    summary="The query library",
    responses=answers_with(Page[QueryDescription]),
    dependencies=[Depends(only_known)],
)
async def queries(answers: WithAnswers, reply: WithReply) -> Response:
    """Every query: the question it answers, its parameters, and its Cypher, which pastes into any tool."""
    items = [query.described() for query in answers.queries.values()]
    return reply.page({"items": items, "next": None}, QueryDescription)


@router.get(
    "/queries/{name}",
    summary="Run a query of the library",
    responses=answers_with(Table, 404, 406),
    dependencies=[Depends(kept)],
)
async def run_query(runtime: WithRuntime, request: Request, reply: WithReply, name: str) -> Response:
    """Runs it with the parameters of the query string. JSON, CSV or NDJSON, as `format` or `Accept` asks."""
    given = given_once(dict(request.query_params), request.query_params.multi_items())
    own = {key: value for key, value in given.items() if key not in query_names(request.scope["route"])}
    return reply.table(await runtime.answers.run(name, own, runtime.settings.cypher_max_rows))


@router.get(
    "/favourites",
    summary="The query library for Neo4j Browser",
    responses={200: {"description": "A ZIP of scripts.", "content": {"application/zip": {}}}, **errors_of()},
    response_class=Response,
    dependencies=[Depends(only_known)],
)
async def favourites(answers: WithAnswers) -> Response:
    """The library as Neo4j Browser keeps favourites: each script sets its parameters, then asks."""
    headers = {"Content-Disposition": 'attachment; filename="tradegraph-favourites.zip"'}
    return Response(archive(answers.queries.values()), media_type="application/zip", headers=headers)


@router.post(
    "/cypher",
    summary="Read-only Cypher",
    responses=answers_with(Table, 400, 403, 406, 413, 415, 504),
    dependencies=[Depends(only_known)],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": CypherRequest.model_json_schema()}},
        }
    },
)
async def cypher(runtime: WithRuntime, request: Request, reply: WithReply) -> Response:
    """Runs a query of the user's own that only reads, within limits; its rows are sent as they come."""
    asked = await json_body(request, CypherRequest)
    # A hash, by which the same query is known again: its text may name what an analyst works on.
    mark = hashlib.sha256(asked.query.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    _log.info("request %s asks the query %s", request.state.request_id, mark)
    return reply.stream(runtime.adhoc.streamed(asked.query, asked.parameters, asked.limit))
