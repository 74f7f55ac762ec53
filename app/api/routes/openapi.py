"""OpenAPI description of the routes.

FastAPI describes one media type per route. This module adds error bodies, the other formats of tables, and receipts.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.negotiation import MEDIA_TYPES
from app.api.problems import MEDIA_TYPE
from app.api.schemas import ProblemDetails, Receipt

_REF = "#/components/schemas/"
_NOT_MODIFIED = {"description": "The answer with the `ETag` in `If-None-Match` is still valid."}
_WITHOUT_TAG = ("/healthz", "/readyz", "/picture", "/export")
_ERROR_DESCRIPTION = "An error, as problem+json."
_ERROR = {
    "description": _ERROR_DESCRIPTION,
    "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_REF}{ProblemDetails.__name__}"}}},
}


def responses_for(model: type[object], *errors: int, what: str = "The answer.") -> dict[int | str, dict[str, Any]]:
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
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _describe(operation)
            if method == "get" and not path.startswith(_WITHOUT_TAG):
                operation["responses"]["304"] = _NOT_MODIFIED
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
