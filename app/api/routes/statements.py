"""Route that adds records, protected by the write key."""

import hmac
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from app.api.body import json_body
from app.api.deps import RuntimeDep, reject_unknown_parameters
from app.api.responses import json_response
from app.api.routes.openapi import responses_for
from app.api.schemas import LoadResponse, RecordsRequest
from app.runtime.loading import ingest_records
from graph.errors import Unauthorized
from graph.ingest.readers import read_json

router = APIRouter(dependencies=[Depends(reject_unknown_parameters)], tags=["writing"])


async def _require_write_key(
    runtime: RuntimeDep,
    authorization: Annotated[str | None, Header(description="`Bearer` and the key.")] = None,
    x_api_key: Annotated[str | None, Header(description="The key, for clients without bearer tokens.")] = None,
) -> None:
    """Raise Unauthorized without the right key. Comparison takes constant time."""
    wanted = runtime.settings.write_key
    if wanted is None:
        raise Unauthorized("Writing over HTTP is off: the operator must set TRADEGRAPH_WRITE_KEY.")
    scheme, _, token = (authorization or "").partition(" ")
    given = token if scheme.lower() == "bearer" else x_api_key or ""
    if not hmac.compare_digest(given.encode(), wanted.get_secret_value().encode()):
        raise Unauthorized("The key is missing or wrong: send it as Authorization: Bearer KEY.")


@router.post(
    "/statements",
    summary="Add records",
    responses=responses_for(LoadResponse, 401, 413, 415),
    dependencies=[Depends(_require_write_key)],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": RecordsRequest.model_json_schema()}},
        }
    },
)
async def statements(runtime: RuntimeDep, request: Request) -> Response:
    """Load entities, sources and statements: all of them, or none. Loading them again changes nothing."""
    body = await json_body(request, RecordsRequest)
    loaded = await ingest_records(runtime, read_json(body.model_dump()))
    return json_response(asdict(loaded) | {"revision": (await runtime.store.state()).revision})
