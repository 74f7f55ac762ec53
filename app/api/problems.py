"""Every error as ``application/problem+json`` (RFC 9457), in one place."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.api.root_path import outer_path
from graph.errors import Merged, Problem, TradegraphError

MEDIA_TYPE = "application/problem+json"

#: What HTTP wants to be said with some statuses: when to try again, how to send a key, what the answer hangs on.
_HEADERS = {503: {"Retry-After": "2"}, 401: {"WWW-Authenticate": "Bearer"}, 406: {"Vary": "Accept"}}

_log = logging.getLogger("tradegraph")


def problem_response(
    status: int,
    title: str,
    detail: str,
    kind: str,
    request_id: str,
    errors: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for an error. ``kind`` names the sort of error; docs/errors.md has a line for each."""
    body = _body(status, title, detail, kind, request_id, errors)
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def problem_body(error: TradegraphError, request_id: str) -> dict[str, Any]:
    """The body of the answer for an error, for where an answer has begun and the error has to be told inside it."""
    return _body(error.status, error.title, error.message, error.slug, request_id, error.problems)


def _body(
    status: int, title: str, detail: str, kind: str, request_id: str, errors: Sequence[Problem]
) -> dict[str, Any]:
    return {
        "type": f"urn:tradegraph:error:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [{"where": e.where, "message": e.message} for e in errors],
        "request_id": request_id,
    }


def install_error_handlers(app: FastAPI) -> None:
    """Makes every error of the app one of these answers."""

    def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, TradegraphError)  # noqa: S101 - tells the type checker what add_exception_handler knows
        if error.operator_hint:
            _log.warning("request %s: %s", _id(request), error.operator_message)
        headers = (
            {"Location": _canonical_address(request, error)}
            if isinstance(error, Merged)
            else _HEADERS.get(error.status)
        )
        return problem_response(
            error.status, error.title, error.message, error.slug, _id(request), error.problems, headers
        )

    def form(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        faults = validation_problems([{**e, "loc": e["loc"][1:] or e["loc"]} for e in error.errors()])
        return problem_response(422, "Invalid parameter", f"{faults[0]}.", "bad-parameter", _id(request), faults)

    def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        detail = {
            404: f"There is nothing at {request.url.path[:200]}: GET /docs lists what there is.",
            405: f"{request.method[:20]} is not a method of {request.url.path[:200]}: GET /docs lists which are.",
        }.get(error.status_code, str(error.detail))
        title = HTTPStatus(error.status_code).phrase
        kind = title.lower().replace(" ", "-")
        return problem_response(error.status_code, title, detail, kind, _id(request), headers=error.headers)

    def ourselves(request: Request, error: Exception) -> Response:
        _log.error("request %s failed", _id(request), exc_info=error)
        detail = "This is a fault of the service, not of the question; the log has it under this request_id."
        return problem_response(500, "Internal error", detail, "internal", _id(request))

    app.add_exception_handler(TradegraphError, ours)
    app.add_exception_handler(RequestValidationError, form)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(Exception, ourselves)


def _canonical_address(request: Request, error: Merged) -> str:
    """The address asked for, with the id that an entity goes by now in the place of the one it gave up."""

    def renamed(text: str, between: str) -> str:
        return between.join(error.into if part == error.entity_id else part for part in text.split(between))

    path = renamed(outer_path(request.scope), "/")
    query = [(name, renamed(value, ",")) for name, value in request.query_params.multi_items()]
    return f"{path}?{urlencode(query, safe=':,')}" if query else path


def _id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


def validation_problems(errors: Iterable[Any], whole: str = "") -> list[Problem]:
    """What pydantic found, each thing in a plain sentence; ``whole`` names what has no part at fault."""
    return [Problem(".".join(map(str, e["loc"])) or whole, _message(e)) for e in errors]


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "missing":
        return "has to be given"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
