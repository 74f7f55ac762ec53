"""HTTP routes: check parameters, call ``graph.queries``, return the response."""

from typing import Any

import orjson
from fastapi import Response

from app.api.schemas import ProblemDetails


def json_response(body: Any) -> Response:
    """A shape as JSON, encoded once."""
    return Response(orjson.dumps(body), media_type="application/json")


def responses_for(model: type[object], *errors: int, what: str = "The answer.") -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a route: the shape of its answer, and the errors it may give."""
    described: dict[int | str, dict[str, Any]] = {200: {"model": model, "description": what}}
    return described | error_responses(*errors)


def error_responses(*errors: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of the errors of a route; wrong parameters and a database that is away may meet any."""
    shown = {"model": ProblemDetails, "description": "An error, as problem+json."}
    return {status: dict(shown) for status in (*errors, 422, 503)}
