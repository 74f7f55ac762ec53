"""Error responses as ``application/problem+json`` (RFC 9457)."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.api.root_path import outer_path
from app.settings import describe_validation_error
from graph.errors import InvalidParameter, Merged, Problem, TradegraphError

MEDIA_TYPE = "application/problem+json"

#: Headers that HTTP requires or recommends with some statuses.
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
    """Return the response for an error. ``kind`` is the slug in its ``type``, as listed in docs/errors.md."""
    body = _build_body(status, title, detail, kind, request_id, errors)
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def problem_body(error: TradegraphError, request_id: str) -> dict[str, Any]:
    """Return an error as a problem, for a response that has already started."""
    return _build_body(error.status, error.title, error.message, error.slug, request_id, error.problems)


def _build_body(
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


@dataclass(frozen=True)
class ShownProblem:
    """Error as users see it. ``kind`` is the slug in its ``type``, ``short`` the detail without advice."""

    status: int
    title: str
    detail: str
    kind: str
    request_id: str
    errors: Sequence[Problem] = ()
    short: str = ""


#: Renderer of an error as a page.
ErrorPage = Callable[[Request, ShownProblem], Awaitable[Response]]


def install_error_handlers(app: FastAPI, page: ErrorPage | None = None) -> None:
    """Make the application answer every error with problem+json, and with a page for browsers."""

    async def answer(request: Request, problem: ShownProblem, headers: Mapping[str, str] | None = None) -> Response:
        if page is None or not _wants_page(request):
            return problem_response(
                problem.status, problem.title, problem.detail, problem.kind, problem.request_id, problem.errors, headers
            )
        shown = await page(request, problem)
        shown.headers.update({"Vary": "Accept", **(headers or {})})
        return shown

    async def known_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, TradegraphError)  # noqa: S101 - add_exception_handler has the type Exception
        if error.operator_hint:
            _log.warning("request %s: %s", _request_id(request), error.operator_message)
        if isinstance(error, Merged):
            headers = {"Location": _canonical_address(request, error)}
        else:
            headers = _HEADERS.get(error.status, {})
        request_id = _request_id(request)
        problem = ShownProblem(
            error.status, error.title, error.message, error.slug, request_id, error.problems, error.short_message
        )
        return await answer(request, problem, headers)

    async def invalid_parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        problems = validation_problems([{**e, "loc": e["loc"][1:] or e["loc"]} for e in error.errors()])
        kind = InvalidParameter
        return await answer(
            request,
            ShownProblem(kind.status, kind.title, f"{problems[0]}.", kind.slug, _request_id(request), problems),
        )

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        detail = {
            404: f"{request.url.path[:200]} does not exist: GET /docs lists all paths.",
            405: f"{request.url.path[:200]} does not support {request.method[:20]}: GET /docs lists the methods.",
        }.get(error.status_code, str(error.detail))
        title = HTTPStatus(error.status_code).phrase
        kind = title.lower().replace(" ", "-")
        problem = ShownProblem(error.status_code, title, detail, kind, _request_id(request))
        return await answer(request, problem, error.headers)

    async def internal_error(request: Request, error: Exception) -> Response:
        _log.error("request %s failed", _request_id(request), exc_info=error)
        detail = "The service failed; the request is not the cause. Report the request_id: the log has the details."
        return problem_response(500, "Internal error", detail, "internal", _request_id(request))

    app.add_exception_handler(TradegraphError, known_error)
    app.add_exception_handler(RequestValidationError, invalid_parameters)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, internal_error)


def _wants_page(request: Request) -> bool:
    """Return true for a browser that opens an address: it asks for HTML by name."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "").lower()


def _canonical_address(request: Request, error: Merged) -> str:
    """Return the requested address with the canonical id in place of the merged one."""

    def renamed(text: str, between: str) -> str:
        return between.join(error.into if part == error.entity_id else part for part in text.split(between))

    path = renamed(outer_path(request.scope), "/")
    query = [(name, renamed(value, ",")) for name, value in request.query_params.multi_items()]
    return f"{path}?{urlencode(query, safe=':,')}" if query else path


def _request_id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


def validation_problems(errors: Iterable[Any], whole: str = "") -> list[Problem]:
    """Convert pydantic's errors. ``whole`` is the place of an error that concerns the whole value."""
    return [Problem(".".join(map(str, e["loc"])) or whole, describe_validation_error(e)) for e in errors]
