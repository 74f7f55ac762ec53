"""OpenAPI description of the routes.

FastAPI describes one media type per route. This module adds error bodies, the other formats of tables, and receipts.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from app.api.negotiation import MEDIA_TYPES
from app.api.problems import MEDIA_TYPE
from app.api.schemas import ProblemDetails, Receipt

_REF = "#/components/schemas/"
_ERROR_DESCRIPTION = "An error, as problem+json."
_ERROR = {
    "description": _ERROR_DESCRIPTION,
    "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_REF}{ProblemDetails.__name__}"}}},
}


def responses_for(model: type[BaseModel], *errors: int, what: str = "The answer.") -> dict[int | str, dict[str, Any]]:
    """Return the ``responses`` of a route: the model of its answer, and its error statuses."""
    described: dict[int | str, dict[str, Any]] = {200: {"model": model, "description": what}}
    return described | error_responses(*errors)


def error_responses(*errors: int) -> dict[int | str, dict[str, Any]]:
    """Return the error ``responses`` of a route; every route may also answer 422 and 503."""
    shown = {"model": ProblemDetails, "description": _ERROR_DESCRIPTION}
    return {status: dict(shown) for status in (*errors, 422, 503)}


def build_openapi(app: FastAPI, root: str = "") -> dict[str, Any]:
    """Return the OpenAPI description of ``app``; ``root`` is the public path prefix of the service."""
    found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    if root:
        found["servers"] = [{"url": root}]
    for model in (ProblemDetails, Receipt):
        shape = model.model_json_schema(ref_template=f"{_REF}{{model}}")
        found["components"]["schemas"] |= {**shape.pop("$defs", {}), model.__name__: shape}
    for operations in found["paths"].values():
        for operation in operations.values():
            _describe(operation)
    return found


def _describe(operation: dict[str, Any]) -> None:
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    responses = operation["responses"]
    for status in [status for status in responses if status != "200"]:
        responses[status] = _ERROR
    responses["default"] = _ERROR
    content = responses["200"]["content"]
    if "receipt" in names:
        receipt = {"$ref": f"{_REF}{Receipt.__name__}"}
        content["application/json"]["schema"] = {"anyOf": [content["application/json"]["schema"], receipt]}
    if "excel" in names and "application/json" in content:
        content |= {
            media_type: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES if media_type not in content
        }
