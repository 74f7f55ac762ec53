"""The OpenAPI description of the calls, held to what is sent: error bodies, formats of tables, receipts.

FastAPI describes every answer with the media type of its route. What differs is put right here, once for all routes.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.negotiation import MEDIA_TYPES
from app.api.problems import MEDIA_TYPE
from app.api.schemas import ProblemDetails, Receipt

_REF = "#/components/schemas/"
_ERROR = {
    "description": "An error, as problem+json.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_REF}{ProblemDetails.__name__}"}}},
}


def build_openapi(app: FastAPI, root: str = "") -> dict[str, Any]:
    """The description of all calls; ``root`` is the path at which the service is published."""
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
